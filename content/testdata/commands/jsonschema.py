"""Stands for the package jsonschema, which need not be installed where the tests run."""


class Draft202012Validator:
    @staticmethod
    def check_schema(schema):
        if not isinstance(schema, dict):
            raise TypeError("a schema is an object")
