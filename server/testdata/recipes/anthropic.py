"""Stands for the SDK where a recipe runs in a test: every call fails with the STATUS and the BODY of the environment."""

import json
import os


class APIStatusError(Exception):
    def __init__(self) -> None:
        super().__init__("Error code: " + os.environ["STATUS"])
        self.status_code = int(os.environ["STATUS"])
        try:
            self.body = json.loads(os.environ["BODY"])
        except ValueError:
            self.body = os.environ["BODY"]


class Anthropic:
    @property
    def messages(self):
        return self

    def create(self, **_):
        raise APIStatusError()
