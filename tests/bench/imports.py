"""What the libraries alone cost, the product left out: `python -m tests.bench.imports`.

Prints a line when they are there, and stays to be looked at.
"""

import asyncio
import sys

import aiogram
import aiohttp
import aiosqlite
import apscheduler.schedulers.asyncio
import sqlalchemy.ext.asyncio
import twilio.rest

USED = (aiogram, aiohttp, aiosqlite, apscheduler, asyncio, sqlalchemy, twilio)

if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.read()
