"""Django's entry for this room."""

from django.apps import AppConfig


class Room(AppConfig):
    name = "antiphon.stories"
    label = "stories"
    default = True
