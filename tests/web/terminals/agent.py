"""A client that follows osquery's published remote API over HTTPS, knowing nothing of our code."""

import http.client
import json
import ssl


class Agent:
    """One `osqueryd` with the tls plugins: enrols, asks for its config, answers, logs."""

    def __init__(self, address, certificate, *, secret, host="pc-001", platform="windows"):
        self.address, self.secret, self.host, self.platform = address, secret, host, platform
        self.context = ssl.create_default_context(cafile=certificate)
        self.node_key = ""

    def post(self, path, body, raw=None):
        connection = http.client.HTTPSConnection(*self.address, context=self.context, timeout=20)
        data = json.dumps(body).encode() if raw is None else raw
        headers = {"Content-Type": "application/json", "User-Agent": "osquery/5.12.1"}
        try:
            connection.request("POST", f"/machine/terminals/osquery/{path}", data, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def enrol(self):
        details = {
            "os_version": {"platform": self.platform, "platform_like": self.platform},
            "osquery_info": {"version": "5.12.1"},
            "system_info": {"hostname": self.host, "uuid": f"uuid-{self.host}"},
            "platform_info": {},
        }
        body = {
            "enroll_secret": self.secret,
            "host_identifier": self.host,
            "platform_type": "2",
            "host_details": details,
        }
        status, answer = self.post("enroll", body)
        assert status == 200
        self.node_key = answer.get("node_key", "")
        return answer

    def config(self):
        return self.post("config", {"node_key": self.node_key})[1]

    def run_schedule(self, rows, at):
        """Run the configured queries over `rows` by name, and log each as a snapshot."""
        data = [
            {
                "snapshot": rows[name],
                "action": "snapshot",
                "name": name,
                "hostIdentifier": self.host,
                "calendarTime": "",
                "unixTime": int(at.timestamp()),
                "epoch": 0,
                "counter": 0,
                "numerics": False,
            }
            for name, query in self.config()["schedule"].items()
            if name in rows and query["snapshot"] and query["platform"] == self.platform
        ]
        return self.log("result", data)

    def log(self, kind, data):
        return self.post("log", {"node_key": self.node_key, "log_type": kind, "data": data})[1]

    def distributed(self, rows):
        """Read what is asked at once and write the answers; return what was asked."""
        asked = self.post("distributed/read", {"node_key": self.node_key})[1]["queries"]
        if asked:
            body = {
                "node_key": self.node_key,
                "queries": {name: rows.get(name, []) for name in asked},
                "statuses": {name: 0 if name in rows else 1 for name in asked},
            }
            assert self.post("distributed/write", body)[1]["node_invalid"] is False
        return asked
