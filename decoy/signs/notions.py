"""Notions: what a text may speak of or do, whatever its language. Each language says in a table how it is put."""

from enum import StrEnum, auto


class Notion(StrEnum):
    """One thing that a text may speak of or do."""

    # what it speaks of
    PARCEL = auto()
    PAYMENT = auto()
    ACCOUNT = auto()
    STATE = auto()
    TRAINING = auto()
    ENERGY = auto()
    INVESTMENT = auto()
    JOB = auto()
    LOAN = auto()
    PRIZE = auto()
    ADULT = auto()
    INSTITUTION = auto()
    # how it speaks
    FORMAL = auto()
    CUSTOMER = auto()
    OFFICE = auto()
    ACTION = auto()
    PROBLEM = auto()
    URGENCY = auto()
    FEE = auto()
    WON = auto()
    GAIN = auto()
    OFFER = auto()
    ELIGIBLE = auto()
    NOT_YOU = auto()
    AUTOMATIC = auto()
    VOICEMAIL = auto()
    SURVEY = auto()
    UNSUBSCRIBE = auto()
    NEARBY = auto()
    WAITS_FOR_YOU = auto()
    CHAT_APP = auto()
    # a one-time code
    CODE = auto()
    ONE_TIME_CODE = auto()
    KEEP_SECRET = auto()
    DOOR = auto()
    # an appointment, a courier
    APPOINTMENT = auto()
    PRACTICE = auto()
    COURIER = auto()
    DOORSTEP = auto()
    # somebody who says he is your child
    PARENT = auto()
    NEW_NUMBER = auto()
    BROKEN_PHONE = auto()
    ELSEWHERE = auto()
    # people among themselves
    FAMILIAR = auto()
    FIRST_PERSON = auto()


Phrases = dict[Notion, str]  # phrases of up to five words, separated by commas, in lower case and without accents
