#!/usr/bin/env python3
"""Derives schema.json: the part of the AWS provider's schema that this crate is made of.

The provider's full schema is tens of megabytes. Its official Python SDK is generated from the same schema, so what is
needed can be read off its source, without importing or running any of it:

    pip download --no-deps --dest sdk pulumi-aws==7.48.0
    python3 -m zipfile -e sdk/*.whl sdk
    ./extract_schema.py sdk/pulumi_aws > schema.json

The resources and functions are those in tokens.txt, one token a line, with every type that their arguments need; the
provider itself comes along. Three things are simpler than in the schema itself: an argument that may be a string or an
object (a policy document) is a string; outputs of resources that are objects, lists or maps are left out; and so are
descriptions, which the provider's pages have.
"""

import ast
import json
import pathlib
import re
import sys

PRIMITIVES = {
    "_builtins.str": "string",
    "str": "string",
    "_builtins.int": "integer",
    "_builtins.bool": "boolean",
    "_builtins.float": "number",
}
SPECIAL = {
    "pulumi.Archive": "pulumi.json#/Archive",
    "pulumi.Asset": "pulumi.json#/Asset",
    "Any": "pulumi.json#/Any",
}
# An output whose annotation has one of these is not a scalar.
STRUCTURED = re.compile(r"outputs\.|Sequence|Mapping|Archive|Asset")


class Sdk:
    """The source of an unpacked Pulumi SDK for Python."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        plugin = self.root / "pulumi-plugin.json"
        if not plugin.exists():
            sys.exit(f"{root} is not the source of an SDK: it has no {plugin.name}")
        self.plugin = json.loads(plugin.read_text())
        self.resources = self.find_resources()
        self.parsed = {}
        # Types that were referred to, by token, and those among them that are still to be read.
        self.types = {}
        self.pending = []

    def find_resources(self):
        """Token -> (module's folder, class): the SDK lists its resources in a string of JSON."""
        source = (self.root / "__init__.py").read_text()
        listed = re.search(r'resource_modules="""\n(.*?)\n"""', source, re.S).group(1)
        resources = {}
        for entry in json.loads(listed):
            module = entry["fqn"].removeprefix(self.root.name).lstrip(".")
            for token, name in entry["classes"].items():
                resources[token] = (module, name)
        return resources

    def classes(self, path):
        """The classes of a file by name; none if there is no such file. A module of no name is the SDK's own folder."""
        path = path.lstrip("/")
        if path not in self.parsed:
            file = self.root / path
            nodes = ast.parse(file.read_text()).body if file.exists() else []
            self.parsed[path] = {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}
        return self.parsed[path]

    def classes_beside(self, module, name):
        """The classes of the file in a module's folder that defines the class of a resource."""
        for file in sorted((self.root / module).glob("*.py")):
            if file.name.startswith("_") or file.name == "outputs.py":
                continue
            if re.search(rf"^class {name}\b", file.read_text(), re.M):
                return self.classes(str(file.relative_to(self.root)))
        sys.exit(f"there is no class {name} in {module}")

    @staticmethod
    def properties(cls):
        """The names and annotations of a class's properties; a getter may give a property's name on the wire."""
        for function in cls.body:
            if not isinstance(function, ast.FunctionDef):
                continue
            for decorator in function.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                if ast.unparse(call.func if call else decorator) == "pulumi.getter":
                    keywords = call.keywords if call else []
                    names = [keyword.value.value for keyword in keywords if keyword.arg == "name"]
                    yield (names or [function.name])[0], function.returns

    # Annotations to schema types

    def type_of(self, annotation, module):
        """The schema type of an annotation, and whether it may be absent."""
        if isinstance(annotation, ast.Constant):
            if annotation.value is None:
                return None, True
            return self.reference(annotation.value, module), False
        if isinstance(annotation, ast.Subscript):
            return self.type_of_generic(annotation, module)
        text = ast.unparse(annotation)
        if text in PRIMITIVES:
            return {"type": PRIMITIVES[text]}, False
        if text in SPECIAL:
            return {"$ref": SPECIAL[text]}, False
        sys.exit(f"the annotation {text} in {module} has no schema type yet")

    def type_of_generic(self, annotation, module):
        head, inner = ast.unparse(annotation.value), annotation.slice
        arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if head in ("pulumi.Input", "pulumi.Output"):
            return self.type_of(arguments[0], module)
        if head == "Optional":
            return self.type_of(arguments[0], module)[0], True
        if head == "Sequence":
            return {"type": "array", "items": self.type_of(arguments[0], module)[0]}, False
        if head == "Mapping":
            values = self.type_of(arguments[1], module)[0]
            return {"type": "object", "additionalProperties": values}, False
        if head == "Union":
            return self.type_of_union(arguments, module)
        sys.exit(f"the annotation {ast.unparse(annotation)} in {module} has no schema type yet")

    def type_of_union(self, arguments, module):
        if "_builtins.str" in map(ast.unparse, arguments):
            return self.type_of_open_string(arguments, module), False
        optional, choices = False, []
        for schema, absent in (self.type_of(argument, module) for argument in arguments):
            optional |= absent
            if schema is not None and schema not in choices:
                choices.append(schema)
        if {"$ref": SPECIAL["pulumi.Asset"]} in choices and {"$ref": SPECIAL["pulumi.Archive"]} in choices:
            return {"$ref": SPECIAL["pulumi.Asset"]}, optional
        return (choices[0] if len(choices) == 1 else {"oneOf": choices}), optional

    def type_of_open_string(self, arguments, module):
        """A string, for which there may be an enumeration of the values that are known."""
        names = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
        known = [self.reference(name, module) for name in names if self.enumeration(name, module)]
        return {"oneOf": [{"type": "string"}, *known]} if known else {"type": "string"}

    # Named types

    def enumeration(self, text, module):
        """The class of an enumeration by its name in the source; none if that is something else."""
        *qualifiers, name = text.split(".")
        module = self.qualified(module, qualifiers)
        return self.classes(f"{module}/_enums.py").get(name)

    def reference(self, text, module):
        """The reference to a type by its name in the source: `TableTtlArgs`, `outputs.TableTtl`, `_iam.RoleArgs`."""
        enumeration = self.enumeration(text, module)
        if enumeration is not None:
            return self.reference_to_enumeration(enumeration)
        *qualifiers, name = text.split(".")
        module = self.qualified(module, qualifiers)
        base = name.removesuffix("Args")
        inputs, outputs = self.classes(f"{module}/_inputs.py"), self.classes(f"{module}/outputs.py")
        if base + "Args" not in inputs and base not in outputs:
            sys.exit(f"there is no type {text} in {module}")
        service = module.rstrip("_").replace("_", "") or "index"
        token = f"{self.plugin['name']}:{service}/{base}:{base}"
        if token not in self.types:
            self.types[token] = None  # its own properties may refer to it
            self.pending.append((token, module, base))
        return {"$ref": f"#/types/{token}"}

    def qualified(self, module, qualifiers):
        for qualifier in qualifiers:
            if qualifier in ("_root_inputs", "_root_outputs", "_root_enums"):
                module = ""
            elif qualifier.startswith("_"):
                # A module whose name is a keyword of Python has a folder with an underscore behind it.
                keyword = qualifier[1:] + "_"
                module = keyword if (self.root / keyword).is_dir() else qualifier[1:]
            elif qualifier != "outputs":
                nested = f"{module}/{qualifier}"
                module = nested if (self.root / nested).is_dir() else qualifier
        return module

    def reference_to_enumeration(self, cls):
        decorators = [d for d in cls.decorator_list if isinstance(d, ast.Call)]
        token = next(d.args[0].value for d in decorators if ast.unparse(d.func) == "pulumi.type_token")
        values = [
            {"name": "".join(part.capitalize() for part in s.targets[0].id.split("_")), "value": s.value.value}
            for s in cls.body
            if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)
        ]
        self.types[token] = {"type": "string", "enum": values}
        return {"$ref": f"#/types/{token}"}

    def read_pending_types(self):
        """Reads the types that were referred to, and those that they refer to. One type serves arguments and outputs."""
        while self.pending:
            token, module, base = self.pending.pop()
            as_input = self.classes(f"{module}/_inputs.py").get(base + "Args")
            as_output = self.classes(f"{module}/outputs.py").get(base)
            properties, required = {}, []
            for cls in filter(None, (as_input, as_output)):
                for name, annotation in self.properties(cls):
                    if name in properties:
                        continue
                    properties[name], optional = self.type_of(annotation, module)
                    if not optional and (cls is as_input or as_input is None):
                        required.append(name)
            self.types[token] = {"type": "object", "properties": properties, "required": sorted(required)}

    # Resources, functions, the provider

    def resource(self, token):
        module, name = self.resources[token]
        classes = self.classes_beside(module, name)
        # `TableReplicaArgs` may be taken by a type; the arguments of the resource are `TableReplicaInitArgs` then.
        return self.resource_of(classes[name], classes.get(f"{name}Args") or classes[f"{name}InitArgs"], module)

    def provider(self):
        classes = self.classes("provider.py")
        schema = self.resource_of(classes["Provider"], classes["ProviderArgs"], "")
        for name, kind, value in self.adjustments(classes["Provider"], classes["ProviderArgs"]):
            schema["inputProperties"][name][kind] = value
        return schema

    def resource_of(self, cls, arguments, module):
        schema = {"properties": {}, "required": [], "inputProperties": {}, "requiredInputs": []}
        for property, annotation in self.properties(arguments):
            schema["inputProperties"][property], optional = self.type_of(annotation, module)
            if not optional:
                schema["requiredInputs"].append(property)
        for property, annotation in self.properties(cls):
            if STRUCTURED.search(ast.unparse(annotation)):
                continue
            schema["properties"][property], optional = self.type_of(annotation, module)
            if not optional:
                schema["required"].append(property)
        schema["required"].sort()
        schema["requiredInputs"].sort()
        return schema

    def adjustments(self, cls, arguments):
        """What the constructor of a class does to its arguments: constant defaults, and secrets."""
        getters = (f for f in arguments.body if isinstance(f, ast.FunctionDef))
        names = dict(zip(dict.fromkeys(f.name for f in getters if f.name != "__init__"), dict(self.properties(arguments))))
        constructor = next(f for f in cls.body if isinstance(f, ast.FunctionDef) and f.name == "_internal_init")
        for node in ast.walk(constructor):
            if not isinstance(node, ast.Assign):
                continue
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id in names and isinstance(node.value, ast.Constant):
                yield names[target.id], "default", node.value.value
            elif isinstance(target, ast.Subscript) and "pulumi.Output.secret(" in ast.unparse(node.value):
                yield names[target.slice.value], "secret", True

    def function(self, token):
        member, name = (token.split(":") + ["", ""])[1:3]
        module = member.rpartition("/")[0].removesuffix("index")
        python = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        path = f"{module}/{python}.py".lstrip("/")
        result = self.classes(path).get(name[:1].upper() + name[1:] + "Result")
        if result is None:
            sys.exit(f"{self.plugin['name']} {self.plugin['version']} has no resource and no function {token}")
        schema = {"inputs": {"properties": {}, "required": []}, "outputs": {"properties": {}, "required": []}}
        function = next(
            node
            for node in ast.parse((self.root / path).read_text()).body
            if isinstance(node, ast.FunctionDef) and node.name == f"{python}_output"
        )
        wire = {
            node.value.id: node.targets[0].slice.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]).startswith("__args__[")
            and isinstance(node.value, ast.Name)
        }
        for argument in function.args.args:
            if argument.arg in wire:
                property = wire[argument.arg]
                schema["inputs"]["properties"][property], optional = self.type_of(argument.annotation, module)
                if not optional:
                    schema["inputs"]["required"].append(property)
        for property, annotation in self.properties(result):
            schema["outputs"]["properties"][property], optional = self.type_of(annotation, module)
            if not optional:
                schema["outputs"]["required"].append(property)
        for part in schema.values():
            part["required"].sort()
        return schema


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sdk = Sdk(sys.argv[1])
    tokens = sorted(pathlib.Path(__file__).with_name("tokens.txt").read_text().split())
    provider = sdk.provider()
    resources = {token: sdk.resource(token) for token in tokens if token in sdk.resources}
    functions = {token: sdk.function(token) for token in tokens if token not in sdk.resources}
    sdk.read_pending_types()
    schema = {
        "name": sdk.plugin["name"],
        "version": sdk.plugin["version"],
        # As all providers that are bridged from Terraform have it; the SDK does not say it.
        "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
        "provider": provider,
        "resources": resources,
        "functions": functions,
        "types": dict(sorted(sdk.types.items())),
    }
    json.dump(schema, sys.stdout, indent=1)
    print()


main()
