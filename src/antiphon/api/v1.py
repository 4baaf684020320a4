"""Version 1: every address of the API. Each parses, asks one query or action, and answers."""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.errors import HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer

from antiphon.api import actions, presenters, schemas
from antiphon.api.pages import MOST, page
from antiphon.api.problems import CONTENT_TYPE, Cannot, problem
from antiphon.api.reading import Strict
from antiphon.core.problems import Refused
from antiphon.decisions import queries as decided
from antiphon.engagement import queries as asked
from antiphon.engagement.models import Engagement
from antiphon.insight import queries as understood
from antiphon.network.access import require
from antiphon.network.models import ApiKey, User
from antiphon.network.roles import Permission
from antiphon.network.rules import REQUESTS_A_MINUTE


class Key(HttpBearer):
    """The door has found out whose key it is; this says so to the schema."""

    def __call__(self, request: HttpRequest) -> Any:
        _names_are_known(request)
        return getattr(request, "account", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return None


DESCRIPTION = """Send responses in, and read what came of them. Each request bears the key of one of your organisation's
systems, which an administrator makes in the workspace under “People and roles”. A key sees what its organisation owns or is
a partner of, and nothing else: anything else is 404. Names and addresses never come out. Lists come in pages, the oldest
first: follow `next` until it is null. Errors are problem details (RFC 9457)."""


class Api(NinjaAPI):
    """The schema says that errors are problem details, as they are."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        for methods in schema["paths"].values():
            for one in methods.values():
                for status, answer in one["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: answer["content"].get("application/json", {})}
        return schema


api = Api(
    title="Antiphon", version="1", description=DESCRIPTION, docs_url=None, openapi_url="/openapi.json", auth=Key(),
    parser=Strict(), urls_namespace="api-v1",
)


@cache
def _queries() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return which names may stand in the query of each address, as the schema says it: by method and path."""
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), cls=NinjaJSONEncoder))
    return {
        (method.upper(), path): tuple(one["name"] for one in said.get("parameters", ()) if one["in"] == "query")
        for path, methods in schema["paths"].items() for method, said in methods.items()
    }  # fmt: skip


def _names_are_known(request: HttpRequest) -> None:
    """Raise for a name in the query that the address does not know: a slip in “limit” must not pass for an answer."""
    match = request.resolver_match
    if match is None or not request.GET:
        return
    _, _, path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route).partition("v1/")
    known = _queries().get((str(request.method), f"/{path}"), ())
    for name in request.GET:
        if name not in known:
            raise Cannot(422, f"This address knows no “{name}”. {_takes(known)}", where=name)
        if len(request.GET.getlist(name)) > 1:
            raise Cannot(422, f"“{name}” stands in the query twice.", where=name)


def _takes(known: Sequence[str]) -> str:
    return f"It knows {', '.join(f'“{one}”' for one in known)}." if known else "It takes no query."


WRONG = {401: schemas.Problem, 422: schemas.Problem, 429: schemas.Problem}
OF_ONE = {**WRONG, 403: schemas.Problem, 404: schemas.Problem}
SlugPath = Annotated[str, Path(description="The name of the engagement in addresses")]
Cursor = Annotated[str | None, Query(max_length=100, description="The `next` of the page before", pattern=r"^[A-Za-z0-9_-]+$")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most")]


@api.get("/me", response={200: schemas.Me, **WRONG}, summary="Who the key is", operation_id="me")
def me(request: HttpRequest) -> Any:
    """Say whose key this is, what it may do and until when. A good first request."""
    key, account = _key(request), _account(request)
    roles = [membership.role for membership in account.memberships.all()]
    return {
        "name": account.name, "organisation": presenters.organisation(key.organisation), "role": roles[0],
        "expires_on": key.expires_on, "requests_a_minute": REQUESTS_A_MINUTE,
    }  # fmt: skip


@api.get("/engagements", response={200: schemas.Engagements, **WRONG}, summary="Engagements", operation_id="engagements")
def engagements(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """List the engagements that your organisation owns or is a partner of."""
    account = _account(request)
    found, following = page(asked.engagements_of(account), cursor=cursor, limit=limit)
    return {"items": [presenters.engagement(one, account) for one in found], "next": following}


@api.get("/engagements/{slug:slug}", response={200: schemas.Engagement, **OF_ONE}, summary="One engagement",
         operation_id="engagement")  # fmt: skip
def engagement(request: HttpRequest, slug: SlugPath) -> Any:
    """Read one engagement."""
    return presenters.engagement(_engagement(request, slug), _account(request))


@api.get("/engagements/{slug:slug}/questions", response={200: schemas.Questions, **OF_ONE}, summary="Its questions",
         operation_id="questions")  # fmt: skip
def questions(request: HttpRequest, slug: SlugPath) -> Any:
    """Read the questions as they are asked now, in their order."""
    return {"items": presenters.questions(list(asked.questions_of(_engagement(request, slug))))}


@api.post("/engagements/{slug:slug}/responses",
          response={201: schemas.Received, **OF_ONE, 400: schemas.Problem, 409: schemas.Problem, 413: schemas.Problem,
                    415: schemas.Problem},
          summary="Send a response in", operation_id="send_response")  # fmt: skip
def send_response(
    request: HttpRequest, response: HttpResponse, slug: SlugPath, sent: schemas.NewResponse,
    called: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$",
                                description="A name for this request that you never use again, a UUID for example. Send the "
                                "same request with the same name as often as you like: it is taken once.")],
) -> Any:  # fmt: skip
    """Send in what one person said. It is kept once, whole or not at all; their words are searched for personal details
    before anyone reads them. Give the person the receipt code."""
    engagement = _engagement(request, slug)
    answers = {one.question: one.answer for one in sent.answers}
    if len(answers) != len(sent.answers):
        raise Cannot(422, "A question is answered twice.", where="answers")
    fields = sent.model_dump(exclude={"answers", "said_on"})
    try:
        done = actions.take_in(
            engagement, key=_key(request), called=called, body=request.body, answers=answers,
            said_on=sent.said_on or timezone.localdate(), wants_reply=bool(sent.email.strip()), by=_account(request), **fields,
        )
    except actions.Otherwise:
        raise Cannot(409) from None
    if done.again:
        response["Idempotent-Replay"] = "true"
    return Status(201, presenters.received(done.response.receipt, engagement.slug))


@api.get("/engagements/{slug:slug}/themes", response={200: schemas.Themes, **OF_ONE}, summary="What people said",
         operation_id="themes")  # fmt: skip
def themes(request: HttpRequest, slug: SlugPath) -> Any:
    """Read the themes, with numbers that point at nobody."""
    engagement = _engagement(request, slug)
    found = understood.public_themes(engagement)
    total = understood.profile(engagement).total
    return {"responses": presenters.count(total), "items": [presenters.theme(one) for one in found]}


@api.get("/engagements/{slug:slug}/voices", response={200: schemas.Voices, **OF_ONE}, summary="Comments made safe",
         operation_id="voices")  # fmt: skip
def voices(request: HttpRequest, slug: SlugPath, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Read the comments that were made safe, if the role of the key may read comments. Comments that still wait are not here."""
    engagement = _engagement(request, slug)
    require(_account(request), Permission.VOICE_READ, on=engagement)
    found, following = page(understood.readable(engagement), cursor=cursor, limit=limit)
    return {"items": [presenters.voice(one) for one in found], "next": following}


@api.get("/decisions", response={200: schemas.Decisions, **WRONG}, summary="Decisions", operation_id="decisions")
def decisions(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """List the published decisions of your engagements."""
    rows = decided.published_decisions().filter(engagement__in=_mine(request))
    found, following = page(rows, cursor=cursor, limit=limit)
    return {"items": [presenters.decision(one) for one in found], "next": following}


@api.get("/answers", response={200: schemas.Answers, **WRONG}, summary="Answers: you said, we did", operation_id="answers")
def answers(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = 50,
    kind: Annotated[Literal["did", "will", "cannot"] | None, Query(description="Only answers of this kind")] = None,
) -> Any:
    """List the published answers to themes of your engagements."""
    rows = decided.published_answers().filter(theme__engagement__in=_mine(request))
    found, following = page(rows.filter(kind=kind) if kind else rows, cursor=cursor, limit=limit)
    return {"items": [presenters.answer(one) for one in found], "next": following}


def _account(request: HttpRequest) -> User:
    account = getattr(request, "account", None)
    assert isinstance(account, User)  # the door let nobody else in
    return account


def _key(request: HttpRequest) -> ApiKey:
    key = getattr(request, "key", None)
    assert isinstance(key, ApiKey)
    return key


def _engagement(request: HttpRequest, slug: str) -> Engagement:
    return asked.engagement_for(_account(request), slug)


def _mine(request: HttpRequest) -> Any:
    return asked.engagements_of(_account(request)).order_by().values("pk")


# --- What is answered when something is wrong -------------------------------------------------------------------------
@api.exception_handler(ValidationError)
def _not_right(request: HttpRequest, wrong: Any) -> HttpResponse:
    each = [{"where": ".".join(str(part) for part in one["loc"][1:]) or "body", "what": one["msg"]} for one in wrong.errors]
    return problem(422, "See “problems” for what is wrong.", problems=each)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(422, " ".join(wrong.reasons), problems=[{"where": "body", "what": reason} for reason in wrong.reasons])


@api.exception_handler(Cannot)
def _cannot(request: HttpRequest, wrong: Any) -> HttpResponse:
    answer: HttpResponse = wrong.answer()
    return answer


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(404)


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(403)


@api.exception_handler(HttpError)
def _broken(request: HttpRequest, wrong: Any) -> HttpResponse:
    if isinstance(wrong.__cause__, Cannot):  # raised while the body was read
        return wrong.__cause__.answer()
    return problem(wrong.status_code)
