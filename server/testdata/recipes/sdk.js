// Stands for the SDK where a recipe runs in a test: every call fails with the STATUS and the BODY of the environment.
class APIError extends Error {
  constructor() {
    super(`${process.env.STATUS} error`);
    this.status = Number(process.env.STATUS);
    try {
      this.error = JSON.parse(process.env.BODY);
    } catch {
      this.error = undefined;
    }
  }
}

export default class Anthropic {
  static APIError = APIError;
  messages = {
    create: async () => {
      throw new APIError();
    },
  };
}
