"""Logs: one event a line, with the request's id, and nothing that tells about a person beyond her key.

What is left out, and where: query strings and user agents (middleware below), IP addresses (settings), messages of
exceptions (`place_of_exception`: a database names the conflicting value, a form the typed one), keys in addresses
(`without_keys`: the link that sets a new password).
"""

import re
import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware as StructlogRequestMiddleware

LEFT_OUT = frozenset(
    {"user_agent", "ip", "email", "password", "ssn", "code", "birth_date", "args", "kwargs", "positional_args"}
)
FRAMES = 25
# What follows "/key/" in an address opens something, also in one that a mail program has mangled.
_KEY_IN_PATH = re.compile(r"(?<=/key/)[^\s?\"']+")
UNLOGGED_PATHS = frozenset({"/healthz", "/readyz"})


class RequestMiddleware(StructlogRequestMiddleware):
    """Gives each request an id, and logs its start and end without the query string, in which people search for names."""

    def __call__(self, request: HttpRequest) -> Any:
        """Not for the addresses that machines ask every few seconds."""
        return self.get_response(request) if request.path in UNLOGGED_PATHS else super().__call__(request)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path."""
        return f"{request.method} {request.path}"


def leave_out(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Processor: drop the keys of `LEFT_OUT`; `code` stays where it is a response's status."""
    return {
        key: value for key, value in event.items() if key not in LEFT_OUT or (key == "code" and isinstance(value, int))
    }


def without_keys(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Processor: in what is logged, an address with a key ends before it."""
    return {name: _KEY_IN_PATH.sub("…", value) if isinstance(value, str) else value for name, value in event.items()}


def place_of_exception(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Processor: of an exception keep its type, its causes' types, a violated constraint, and the frames; never its message."""
    raised = event.pop("exc_info", None)
    if raised is True:
        import sys

        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def exception_as_text(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Processor: the lines of an exception as one text, which is what structlog's renderer for eyes takes."""
    if "exception" in event:
        event["exception"] = "\n".join(event["exception"])
    return event


def describe(error: BaseException) -> list[str]:
    """Lines that say what was raised and where, cause after cause, without messages."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        constraint = getattr(getattr(seen, "diag", None), "constraint_name", None)
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}" + (f" ({constraint})" if constraint else ""))
        frames = traceback.extract_tb(seen.__traceback__)[-FRAMES:]
        lines.extend(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines


def message_without_values(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Processor for records of the standard library: an exception given as a message's argument is its type alone.

    Celery gives what a task raised as text, named `exc`: it is left out, and `place_of_exception` says the type.
    """
    record, arguments = event.get("_record"), event.get("positional_args")
    if isinstance(arguments, tuple) and any(isinstance(argument, BaseException) for argument in arguments):
        plain = tuple(type(each).__name__ if isinstance(each, BaseException) else each for each in arguments)
        event["event"] = str(record.msg if record else "") % plain
    elif isinstance(arguments, Mapping) and "exc" in arguments:
        event["event"] = str(record.msg if record else "") % (
            dict(arguments) | {"exc": "see exception", "traceback": ""}
        )
    return event


BEFORE_ANYTHING: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    """Hand structlog's events to the standard library's handlers (`logging_config`)."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE_ANYTHING,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_config(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """The value of Django's LOGGING: everything to standard error, as JSON or for a person's eyes."""
    for_eyes = [exception_as_text, structlog.dev.ConsoleRenderer(colors=False)]
    renderers: list[Any] = [structlog.processors.JSONRenderer()] if json else for_eyes
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "pass_foreign_args": True,
                "foreign_pre_chain": [*BEFORE_ANYTHING, message_without_values],
                "processors": [
                    place_of_exception,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    leave_out,
                    without_keys,
                    *renderers,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # The middleware already says which request failed, without the values that Django's own line may hold.
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
