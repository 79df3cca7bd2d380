"""The days serial numbers count from: 30 December 1899, or 1 January 1904 in workbooks of old Macs."""

import datetime as dt

DAY_0, DAY_0_OF_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
DAYS_TO_1904 = (DAY_0_OF_1904 - DAY_0).days
