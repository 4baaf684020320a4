"""Asking the joint contact point: the form, the thanks with a code, and looking up how far it is. No account, no script."""

import contextlib
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.answers import rules
from antiphon.answers.actions import enquiries as actions
from antiphon.answers.models import Enquiry
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import enquiries as queries
from antiphon.answers.queries import faqs
from antiphon.core.actors import Visitor
from antiphon.core.forms import Form
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.people.actions import Contact
from antiphon.public.forms import NOT_A_PERSON, ReceiptForm
from antiphon.public.receipts import TOO_MANY, address_of, count_miss, too_many

POSTED = require_http_methods(["GET", "HEAD", "POST"])
COOKIE, SALT, KEPT = "antiphon_asked", "antiphon.public.ask", 60 * 60
MOST, WAIT = 20, 10 * 60  # questions from one network address in ten minutes: a library is one address
SLOW_DOWN = "Many questions came from your network just now. Wait ten minutes, then send yours again: it is still here."
NOT_FOUND = "We have no question with this code. Check it against your e-mail or the page that showed it."


class AskForm(Form):
    """What somebody asks. Only the question itself is needed."""

    words = forms.CharField(
        label="What would you like to know?", widget=forms.Textarea, max_length=rules.LONGEST_WORDS,
        help_text="Please leave out names and anything about your own health that we do not need.",
        error_messages={"required": "Write what you would like to know", "max_length": "Use 10,000 letters or fewer"},
    )  # fmt: skip
    asker = forms.ChoiceField(label="Who is asking?", choices=[(key, one.own) for key, one in rules.ASKERS.items()],
                              widget=forms.RadioSelect, initial="resident",
                              error_messages={"required": "Choose who is asking"})  # fmt: skip
    capacity = forms.ChoiceField(label="If you are a councillor: why do you ask? (optional)", required=False,
                                 choices=[("", "I would rather not say"), *rules.OWN_CAPACITIES.items()])  # fmt: skip
    answer_how = forms.ChoiceField(
        label="How would you like the answer?", widget=forms.RadioSelect, initial="email",
        choices=[("email", "By e-mail"), ("telephone", "By telephone"), ("post", "By post"),
                 ("code", "I will look it up here with a code. You need no name or address for this")],
        error_messages={"required": "Choose how you would like the answer"},
    )  # fmt: skip
    name = forms.CharField(label="Your name (optional)", required=False, max_length=150,
                           widget=forms.TextInput(attrs={"autocomplete": "name"}))  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail address, if you want the answer by e-mail", required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"invalid": "Enter an e-mail address in the right format, like name@example.com"},
    )  # fmt: skip
    telephone = forms.CharField(label="Your telephone number, if you want to be rung", required=False, max_length=40,
                                widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))  # fmt: skip
    post = forms.CharField(label="Your postal address, if you want a letter", required=False, max_length=300,
                           widget=forms.TextInput(attrs={"autocomplete": "street-address"}))  # fmt: skip
    submission = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label="Leave this box empty")  # a trap: people do not see it

    def __init__(self, *args: Any, topics: list[str], wards: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = ["words"]
        if topics:
            chosen = [("", "Something else"), *((one, one[:1].upper() + one[1:]) for one in topics)]
            self.fields["topic"] = forms.ChoiceField(label="What is it about? (optional)", required=False, choices=chosen)
            after.append("topic")
        listed = [("", "I do not know"), *((one, one) for one in wards)]
        self.fields["ward"] = (
            forms.ChoiceField(label="Your ward (optional)", required=False, choices=listed) if wards
            else forms.CharField(label="Your ward or area (optional)", required=False, max_length=100)
        )  # fmt: skip
        self.order_fields([*after, "asker", "capacity", "ward", "answer_how"])

    def clean_submission(self) -> uuid.UUID | None:
        with contextlib.suppress(ValueError):
            return uuid.UUID(self.cleaned_data["submission"])
        return None

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(NOT_A_PERSON)
        return ""

    def asked(self) -> actions.Asked:
        """Return what was asked, for the action."""
        sent = self.cleaned_data
        return actions.Asked(
            words=sent["words"], asker=sent["asker"], capacity=sent["capacity"], ward=sent["ward"], topic=sent.get("topic", ""),
            answer_how=sent["answer_how"], contact=Contact(sent["name"], sent["email"], sent["telephone"], sent["post"]),
        )  # fmt: skip


@never_cache
@POSTED
def ask_us(request: HttpRequest) -> HttpResponse:
    """Ask the joint contact point something. Whoever asks gets a code, and the day by which they hear."""
    contact = contacts.joint()
    if contact is None:
        return render(request, "public/questions/no_contact.html", status=200)
    every = faqs.agreed()
    form = AskForm(request.POST if request.method == "POST" else None, topics=faqs.topics(every), wards=queries.wards(),
                   initial={"submission": str(uuid.uuid4()), "topic": request.GET.get("topic", "")[:60]})  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(None, SLOW_DOWN)
            status = 429
        else:
            try:
                made = actions.receive(contact, asked=form.asked(), submission=form.cleaned_data["submission"], by=Visitor())
            except Refused as problem:
                for reason in problem.reasons:
                    form.add_error(None, reason)
            else:
                return _thanked(made)
    return render(request, "public/questions/ask.html", {"form": form, "desk": contacts.said_of(contact), "any": bool(every)},
                  status=status)  # fmt: skip


def _thanked(made: Enquiry) -> HttpResponse:
    answer = redirect("public:ask_thanks")
    answer.set_signed_cookie(COOKIE, made.receipt, salt=SALT, max_age=KEPT, path=reverse("public:ask_thanks"), httponly=True,
                             samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip
    return answer


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Show the code and the day, for an hour after somebody asked."""
    code = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT)
    found = queries.by_receipt(code) if code else None
    if found is None:
        return redirect("public:ask_look_up")
    said = {"journey": queries.journey(found), "emailed": found.answer_how == "email"}
    return render(request, "public/questions/thanks.html", said)


@never_cache
@POSTED
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show how far that question is, and what we answered."""
    form, found = _by_code(request)
    if found is None:
        waits = form.is_bound and TOO_MANY in form.errors.get("code", [])
        return render(request, "public/questions/look_up.html", {"form": form}, status=429 if waits else 200)
    return render(request, "public/questions/journey.html", {"journey": queries.journey(found)})


@never_cache
@POSTED
def erase(request: HttpRequest) -> HttpResponse:
    """Ask whether all of it is really to go, and erase it when the answer is yes."""
    form, found = _by_code(request)
    if found is None:
        return render(request, "public/questions/look_up.html", {"form": form})
    problem = ""
    if request.POST.get("sure") == "yes":
        try:
            found = actions.forget(found, by=Visitor())
        except Refused as refused:
            problem = " ".join(refused.reasons)
        else:
            said = {"journey": queries.journey(found), "done": "It is all erased."}
            return render(request, "public/questions/journey.html", said)
    return render(request, "public/questions/erase.html", {"journey": queries.journey(found), "problem": problem})


def _by_code(request: HttpRequest) -> tuple[ReceiptForm, Enquiry | None]:
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and too_many(request):
        form.add_error("code", TOO_MANY)
        return form, None
    if not form.is_valid():
        return form, None
    found = queries.by_receipt(form.cleaned_data["code"])
    if found is None:
        count_miss(request)
        form.add_error("code", NOT_FOUND)
    return form, found


def _too_many(request: HttpRequest) -> bool:
    key = f"ask-us:{key_for('ip', address_of(request))}"
    cache.add(key, 0, WAIT)
    try:
        return int(cache.incr(key)) > MOST
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, WAIT)
        return False
