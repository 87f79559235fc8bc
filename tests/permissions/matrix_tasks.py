"""What each role gets from what an office does with its task; see matrix.py."""

GET = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
programme:delete_task              302      404      404      404      404      404      404      409      404      409      409      409      404      404
programme:edit_task                302      404      404      404      404      404      404      409      404      409      409      409      404      404
programme:recall_task              302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:reopen_task              302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:take_back_entry          302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:take_back_rows           302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:take_over_entry          302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:reminders                302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:recipient_changes        302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:settle_dispute           302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:unnamed_rows             302      404      404      404      404      404      404      404      404      404      404      404      404      404
programme:change_task              302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:add_asked                302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:recipients               302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:put_back                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:task_filter              302      404      404      404      404      404      404      200      404      200      200      200      404      404
programme:filter_names             302      404      404      404      404      404      404      302      404      302      302      302      404      404
programme:take_out                 302      404      404      404      404      404      404      200      404      200      200      200      404      404
"""
POST = """
page                         anonymous    owner stranger   worker   expert     body    body2   county  county2     city province   nation     bank    admin
programme:delete_task              302      404      404      404      404      404      404      409      404      409      409      409      404      404
programme:edit_task                302      404      404      404      404      404      404      409      404      409      409      409      404      404
programme:recall_task              302      403      404      404      404      404      404      409      404      409      409      409      404      404
programme:reopen_task              302      404      404      404      404      404      404      409      404      409      409      409      404      404
programme:take_back_entry          302     302*      404      404      404      404      404      403      404      403      403      403      404      404
programme:take_back_rows           302      409      404      404      404      404      404      409      404      409      409      409      404      404
programme:take_over_entry          302      409      404      404      404      404      404      409      404      409      409      409      404      404
programme:reminders                302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:recipient_changes        302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:settle_dispute           302      403      404      404      404      404      404      409      404      409      409      409      404      404
programme:unnamed_rows             302      409      404      404      404      404      404      409      404      409      409      409      404      404
programme:change_task              302      404      404      404      404      404      404      422      404      422      422      422      404      404
programme:add_asked                302      404      404      404      404      404      404      422      404      422      422      422      404      404
programme:recipients               302      404      404      404      404      404      404      422      404      422      422      422      404      404
programme:put_back                 302      404      404      404      404      404      404      422      404      422      422      422      404      404
programme:task_filter              302      404      404      404      404      404      404      422      404      422      422      422      404      404
programme:filter_names             302      405      405      405      405      405      405      405      405      405      405      405      405      405
programme:take_out                 302      404      404      404      404      404      404     302*      404     302*     302*     302*      404      404
"""
