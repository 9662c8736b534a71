"""What people write today: Flask, wechatpy and sqlite3, one durable insert for each callback."""

import os
import sqlite3
import threading
import time

import flask
import xmltodict
from wechatpy.work.crypto import WeChatCrypto

app = flask.Flask(__name__)
crypto = WeChatCrypto(
    os.environ["BENCH_TOKEN"], os.environ["BENCH_AES_KEY"], os.environ["BENCH_CORP_ID"])
local = threading.local()


def connection():
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], timeout=30)
        local.connection.execute("PRAGMA journal_mode = WAL")
        local.connection.execute("PRAGMA synchronous = FULL")
        local.connection.execute(
            "CREATE TABLE IF NOT EXISTS hint (id INTEGER PRIMARY KEY, account TEXT, token TEXT,"
            " at REAL)")
    return local.connection


@app.post("/wecom/callback")
def callback():
    query = flask.request.args
    message = crypto.decrypt_message(
        flask.request.get_data(as_text=True), query["msg_signature"], query["timestamp"],
        query["nonce"])
    event = xmltodict.parse(message)["xml"]
    with connection() as open_connection:
        open_connection.execute(
            "INSERT INTO hint (account, token, at) VALUES (?, ?, ?)",
            (event["OpenKfId"], event["Token"], time.time()))
    return "success"
