# Short words for CONTRIBUTING.md's commands; each also works typed out.

check: format lint test

format:
    .venv/bin/ruff format .

lint:
    .venv/bin/ruff check --fix .
    .venv/bin/mypy
    .venv/bin/lint-imports

test *args:
    .venv/bin/pytest -n 2 {{args}}

# The lock files, from pyproject.toml
lock:
    uv pip compile -q pyproject.toml --group build --generate-hashes --no-emit-index-url --python-version 3.11 -o requirements.txt
    uv pip compile -q pyproject.toml --group dev --generate-hashes --no-emit-index-url --python-version 3.11 -o requirements-dev.txt
