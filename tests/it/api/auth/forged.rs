//! Rows 38 to 40: tokens that somebody made or bent, each refused with the same answer; and the keys behind good ones.

use super::super::server::{Client, On, Server};
use super::{access, refresh_token, text};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// The test's clock, in seconds.
const NOW: i64 = 1_772_528_400;

/// The key of a server, as nobody else has it.
struct Key {
    kid: String,
    pair: Ed25519KeyPair,
}

impl Key {
    fn of(server: &Server) -> Self {
        let db = rusqlite::Connection::open(server.file()).expect("opens");
        let (kid, pkcs8): (String, Vec<u8>) = db
            .query_row(
                "SELECT kid, pkcs8 FROM signing_key WHERE retired_at IS NULL",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("a key");
        Self {
            kid,
            pair: Ed25519KeyPair::from_pkcs8(&pkcs8).expect("a key"),
        }
    }
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn claims_of(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("claims");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

/// A value with other members; null takes one away.
fn but(value: &Value, other: Value) -> Value {
    let mut value = value.clone();
    for (name, new) in other.as_object().expect("members") {
        let fields = value.as_object_mut().expect("members");
        match new {
            Value::Null => fields.remove(name),
            new => fields.insert(name.clone(), new.clone()),
        };
    }
    value
}

/// A server, a good token of it, and the key with which others are made.
struct Forger {
    server: Server,
    key: Key,
    pair: Value,
    header: Value,
    claims: Value,
    /// What somebody without a token is answered.
    nothing: String,
}

impl Forger {
    fn new() -> Self {
        let server = Server::start(On::Sqlite);
        server.account("Anna");
        let pair = server.terminal("anna", "desk");
        let key = Key::of(&server);
        let forger = Self {
            header: json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": key.kid }),
            claims: claims_of(access(&pair)),
            nothing: Client::new(&server.address, "").get("/me").expect(401).text,
            server,
            key,
            pair,
        };
        let as_it_is = forger.key.signed(&forger.header, &forger.claims);
        assert!(
            forger.server.lets_in(&as_it_is),
            "the key of the test is that of the server"
        );
        forger
    }
    /// With the same answer as nothing at all.
    #[track_caller]
    fn refused(&self, what: &str, token: &str) {
        let answer = Client::new(&self.server.address, token).get("/me");
        assert_eq!((answer.status, &answer.text), (401, &self.nothing), "{what}");
    }
}

#[test]
fn a_token_says_who_and_where_and_never_what_they_may() {
    let claims = Forger::new().claims;
    assert_eq!(
        (&claims["exp"], &claims["aud"]),
        (&json!(NOW + 600), &json!("callsheet-api"))
    );
    let names: Vec<&String> = claims.as_object().expect("members").keys().collect();
    assert_eq!(
        names,
        ["aud", "did", "exp", "iat", "iss", "jti", "nbf", "sub", "tid"]
    );
}

#[test]
fn row_38_headers_that_name_another_key_type_or_algorithm() {
    let forger = Forger::new();
    let Forger {
        key, header, claims, ..
    } = &forger;
    let public = key.pair.public_key().as_ref().to_vec();
    for (what, other) in [
        ("an unknown key", json!({ "kid": "nobody" })),
        ("no key", json!({ "kid": null })),
        ("a key that is a path", json!({ "kid": "../../etc/passwd" })),
        ("a key that is SQL", json!({ "kid": "' OR 1=1 --" })),
        (
            "a key at an address",
            json!({ "jku": "https://evil.example/jwks.json" }),
        ),
        (
            "a key of its own",
            json!({ "jwk": { "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(&public) } }),
        ),
        (
            "a certificate at an address",
            json!({ "x5u": "https://evil.example/x.pem" }),
        ),
        ("certificates", json!({ "x5c": ["AAAA"] })),
        (
            "what must be understood",
            json!({ "crit": ["b64"], "b64": false }),
        ),
        ("another type", json!({ "typ": "JWT" })),
        ("no type", json!({ "typ": null })),
        ("a refresh token's type", json!({ "typ": "rt+jwt" })),
        (
            "another algorithm over a good signature",
            json!({ "alg": "RS256" }),
        ),
        ("an unknown algorithm", json!({ "alg": "Ed448" })),
    ] {
        forger.refused(what, &key.signed(&but(header, other), claims));
    }
    for alg in ["none", "None", "NONE"] {
        let bare = message(&but(header, json!({ "alg": alg })), claims);
        forger.refused(alg, &format!("{bare}."));
        forger.refused(alg, &bare);
    }
    let mac = |secret: &[u8]| {
        let bare = message(&but(header, json!({ "alg": "HS256" })), claims);
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        let tag = ring::hmac::sign(&key, bare.as_bytes());
        format!("{bare}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    forger.refused("HS256 with the public key", &mac(&public));
    forger.refused(
        "HS256 with its text",
        &mac(URL_SAFE_NO_PAD.encode(&public).as_bytes()),
    );
    forger.refused("HS256 with nothing", &mac(&[]));
}

#[test]
fn row_38_what_has_not_the_form_of_a_token() {
    let forger = Forger::new();
    let Forger {
        key,
        pair,
        header,
        claims,
        ..
    } = &forger;
    let good = access(pair);
    let parts: Vec<&str> = good.split('.').collect();
    let other = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
    let stranger = Key {
        kid: key.kid.clone(),
        pair: other,
    };
    for (what, token) in [
        ("signed by a stranger", stranger.signed(header, claims)),
        ("no dots", good.replace('.', "")),
        ("one dot", format!("{}.{}", parts[0], parts[1])),
        ("an empty signature", format!("{}.{}.", parts[0], parts[1])),
        ("four parts", format!("{good}.AAAA")),
        ("a signature cut short", good[..good.len() - 2].to_owned()),
        (
            "other claims",
            format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode("{}"), parts[2]),
        ),
        ("no base64", format!("{}.!!.{}", parts[0], parts[2])),
        ("much too long", format!("{good}{}", "A".repeat(5000))),
        (
            "claims that make it too long",
            key.signed(header, &but(claims, json!({ "x": "y".repeat(4000) }))),
        ),
        ("a refresh token", refresh_token(pair).to_owned()),
        ("only dots", "..".to_owned()),
    ] {
        forger.refused(what, &token);
    }
}

#[test]
fn row_39_times() {
    let forger = Forger::new();
    let Forger {
        key, header, claims, ..
    } = &forger;
    for (what, other, good) in [
        ("29 s over", json!({ "exp": NOW - 29 }), true),
        ("31 s over", json!({ "exp": NOW - 31 }), false),
        ("no end", json!({ "exp": null }), false),
        (
            "an end that is a text",
            json!({ "exp": (NOW + 600).to_string() }),
            false,
        ),
        (
            "an end with a fraction",
            json!({ "exp": NOW as f64 + 600.5 }),
            false,
        ),
        (
            "an end that is written as a fraction",
            json!({ "exp": NOW as f64 + 600.0 }),
            false,
        ),
        ("an end that is a list", json!({ "exp": [NOW + 600] }), false),
        ("an end far below zero", json!({ "exp": i64::MIN }), false),
        (
            "an end that is no number of ours",
            json!({ "exp": u64::MAX }),
            false,
        ),
        ("good in 29 s", json!({ "nbf": NOW + 29 }), true),
        ("good in 31 s", json!({ "nbf": NOW + 31 }), false),
        (
            "a beginning that is a text",
            json!({ "nbf": NOW.to_string() }),
            false,
        ),
        ("no beginning", json!({ "nbf": null }), false),
    ] {
        let token = key.signed(header, &but(claims, other));
        if good {
            assert!(forger.server.lets_in(&token), "{what}");
        } else {
            forger.refused(what, &token);
        }
    }
}

#[test]
fn row_40_for_whom_by_whom_and_of_whom() {
    let forger = Forger::new();
    let Forger {
        key, header, claims, ..
    } = &forger;
    for (what, other) in [
        ("another audience", json!({ "aud": "other-api" })),
        ("no audience", json!({ "aud": null })),
        ("many audiences", json!({ "aud": ["callsheet-api", "other-api"] })),
        ("another issuer", json!({ "iss": "https://evil.example" })),
        ("no issuer", json!({ "iss": null })),
        (
            "another user",
            json!({ "sub": "01890000-0000-7000-8000-000000000000" }),
        ),
        ("no user", json!({ "sub": null })),
        (
            "another tenant",
            json!({ "tid": "01890000-0000-7000-8000-000000000000" }),
        ),
        (
            "another device",
            json!({ "did": "01890000-0000-7000-8000-000000000000" }),
        ),
        ("no name", json!({ "jti": null })),
    ] {
        forger.refused(what, &key.signed(header, &but(claims, other)));
    }
}

#[test]
fn a_tenants_token_is_worth_nothing_at_another_and_ends_after_ten_minutes() {
    let mut server = Server::of_team(On::Sqlite, "Acme");
    server.account("Anna");
    server
        .cli()
        .run(["serve", "tenant", "add", "Other", "--admin", "Olga"])
        .ok();
    let anna = access(&server.terminal_of("Acme", "anna")).to_owned();
    let key = Key::of(&server);
    let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": key.kid });
    let tenants = server
        .cli()
        .run(["serve", "tenant", "list", "--json"])
        .ok()
        .stdout;
    let tenants: Value = serde_json::from_str(&tenants).expect("JSON");
    let other = tenants
        .as_array()
        .or(tenants["data"].as_array())
        .expect("rows")
        .iter()
        .find(|t| t["name"] == "Other");
    let elsewhere = but(&claims_of(&anna), json!({ "tid": other.expect("there")["id"] }));
    assert!(server.lets_in(&key.signed(&header, &claims_of(&anna))));
    assert!(!server.lets_in(&key.signed(&header, &elsewhere)));
    server.restart_at("2026-03-03T09:10:29Z");
    assert!(server.lets_in(&anna));
    server.restart_at("2026-03-03T09:10:30Z");
    assert!(!server.lets_in(&anna));
}

#[test]
fn keys_are_shared_turned_and_published() {
    for on in On::ALL {
        let server = Server::start(*on);
        server.account("Anna");
        let before = server.terminal("anna", "before");
        let other = server.beside();
        let kids = |at: &str| {
            let set = Client::new(at, "").get("/.well-known/jwks.json").expect(200).body;
            let keys = set["keys"].as_array().expect("keys").clone();
            assert!(
                keys.iter()
                    .all(|key| key["alg"] == "EdDSA" && key.get("d").is_none()),
                "{set}"
            );
            keys.iter()
                .map(|key| text(&key["kid"]).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(kids(&server.address), kids(&other.address));
        Client::new(&other.address, access(&before))
            .get("/me")
            .expect(200);
        let old = kids(&server.address);
        let rotate = |args: &[&str]| {
            server
                .cli()
                .run([&["serve", "key", "rotate", "--json"], args].concat())
                .ok()
        };
        rotate(&[]);
        let third = server.beside();
        let new = kids(&third.address);
        assert!(new.len() == 2 && new[1] == old[0], "{new:?}");
        Client::new(&third.address, access(&before))
            .get("/me")
            .expect(200);
        // What the new key signs is good at once where the old one still signs.
        let newer = Client::new(&third.address, "")
            .post("/auth/token", &turn(&before))
            .expect(200)
            .body;
        Client::new(&server.address, access(&newer))
            .get("/me")
            .expect(200);
        // A key that somebody has seen: all it signed ends.
        rotate(&["--now"]);
        let fourth = server.beside();
        assert_eq!(kids(&fourth.address).len(), 1, "{on:?}");
        Client::new(&fourth.address, access(&before))
            .get("/me")
            .expect(401);
        let after = Client::new(&fourth.address, "")
            .post("/auth/token", &turn(&newer))
            .expect(200)
            .body;
        Client::new(&fourth.address, access(&after))
            .get("/me")
            .expect(200);
    }
}

fn turn(pair: &Value) -> Value {
    json!({ "grant_type": "refresh_token", "refresh_token": refresh_token(pair) })
}
