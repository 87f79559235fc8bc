"""Who gives ways to be reached, and who has others asked; the marks are of matrix.py."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:bind_channel             302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:confirm_mailbox          302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:give_mailbox             302      200      200      200      200      200      200      200      200      200      200      200      200      200
accounts:remove_address           302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:ask_enterprises          302      405      405      405      405      405      405      405      405      405      405      405      405      405
"""

POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
accounts:bind_channel             302     200*     200*     200*     200*     200*     200*     200*     200*     200*     200*     200*     200*     200*
accounts:confirm_mailbox          302      422      422      422      422      422      422      422      422      422      422      422      422      422
accounts:give_mailbox             302     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*     302*
accounts:remove_address           302     302*      404      404      404      404      404      404      404      404      404      404      404      404
programme:ask_enterprises          302      403      403      403      403     302*     302*      403      403      403      403      403      403      403
"""
