"""The numbers that the tests are played with; all are reserved for fiction."""

DECOY = "+33639980001"
HER_OTHER_NUMBER = "+33639980002"
HIM = "+33639980042"
SERVICE = "MG" + "5" * 32
