# shadows the SDK
