"""Every finding there is, by name: those of the rules and those of the stages before them."""

from types import ModuleType

from anime_compiler.diagnostics.diagnostic import Code
from anime_compiler.language import codes as language_codes
from anime_compiler.parse import codes as parse_codes
from anime_compiler.resolve import codes as resolve_codes
from anime_compiler.resolve import prompt_codes, template_codes
from anime_compiler.rules.rule import all_rules

_MODULES: tuple[ModuleType, ...] = (parse_codes, language_codes, resolve_codes, prompt_codes, template_codes)


def all_codes() -> dict[str, Code]:
    """Codes by name. Two codes of one name would be a bug, which a test looks for."""
    stages = {code.name: code for module in _MODULES for code in vars(module).values() if isinstance(code, Code)}
    return stages | {rule.name: rule.code for rule in all_rules()}
