"""Who really sent it: Authentication-Results of the trusted server scj.test, and of others."""

from .base import *  # noqa: F403


def trust(name, about, results, verdict, frm="Coordinador <coordinador@scj.test>", **expect):
    mail("auth-" + name, about,
         head(frm, "Instrucción", f"auth-{name}@scj.test", more=results) + text("#cola\n", how="7bit"),
         verdict=verdict, new_text="#cola", automatic="no", **expect)


AR = "Authentication-Results: scj.test; "
trust("pass", "dmarc=pass for the From domain, in Microsoft's layout.",
      "Authentication-Results: scj.test; spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=scj.test; dkim=pass (signature was verified)\n"
      " header.d=scj.test;dmarc=pass action=none header.from=scj.test;compauth=pass\n reason=100\n", "pass")
trust("pass-version-case", "A version behind the server's name, everything in capitals.",
      "Authentication-Results: SCJ.TEST 1; DMARC=Pass HEADER.FROM=SCJ.test\n", "pass")
trust("pass-subdomain-id", "A server of a like name is not the trusted one.",
      "Authentication-Results: scj.test.example.com; dmarc=pass header.from=scj.test\n", "none")
trust("fail", "dmarc=fail.", AR + "spf=fail smtp.mailfrom=example.com; dmarc=fail action=quarantine header.from=scj.test\n", "fail")
trust("none", "The domain has no DMARC policy: nothing is proven.", AR + "spf=none smtp.mailfrom=example.org; dmarc=none header.from=example.org\n",
      "none", frm="Diana <diana@example.org>")
trust("nothing", "No header at all.", "", "none")
trust("forged-below", "The trusted server's fail on top, a forged pass below.",
      AR + "dmarc=fail header.from=scj.test\n" + AR + "dmarc=pass header.from=scj.test\n", "fail")
trust("other-server", "Only another server says pass.",
      "Authentication-Results: mx.example.com; dmarc=pass header.from=scj.test\n", "none")
trust("in-comment", "The pass stands in a comment.", AR + "spf=pass (dmarc=pass header.from=scj.test) smtp.mailfrom=example.com;\n"
      " dmarc=fail header.from=scj.test\n", "fail")
trust("in-quotes", "The pass stands in a quoted value that the sender chose.",
      AR + "spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=scj.test\"@example.com;\n dmarc=fail header.from=scj.test\n", "fail")
trust("spf-only", "SPF passes for another domain: it says nothing of From.",
      AR + "spf=pass smtp.mailfrom=example.com\n", "none")
trust("no-result", "The server made no checks (RFC 8601, 2.2: none).", AR + "none\n", "none")
