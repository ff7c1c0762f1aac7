//! Tokens of issuers outside: RS256, ES256 and EdDSA, each only as its file says.

use super::super::server::{Client, On, Server};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// The test's clock, in seconds.
const NOW: i64 = 1_772_528_400;

/// Signed once elsewhere with a key that nobody kept, for the time of the tests.
fn rs256() -> Value {
    serde_json::from_str(include_str!("rs256.json")).expect("JSON")
}

/// A server that believes the issuers of this file.
fn server(file: &str, others: &[(&str, String)]) -> Server {
    let mut server = Server::of_team(On::Sqlite, "Acme");
    let line = [
        "serve",
        "user",
        "add",
        "Bea",
        "--role",
        "inside_sales",
        "--email",
        "bea@acme.example",
    ];
    server.cli().run(line).ok();
    for (name, text) in others.iter().cloned().chain([("issuers.toml", file.to_owned())]) {
        std::fs::write(server.home().join(name), text).expect("written");
    }
    let path = server.home().join("issuers.toml").display().to_string();
    server.restart_with(&["--issuer-file", &path]);
    server
}

fn issuer(name: &str, algorithm: &str, keys: &str) -> String {
    format!(
        "[[auth.issuer]]\nissuer = \"{name}\"\naudience = \"callsheet\"\nalgorithm = \"{algorithm}\"\n{keys}\n\
         claims = {{ user = \"email\", tenant = \"tid\" }}\n"
    )
}

fn claims() -> Value {
    json!({ "iss": "https://tom.example", "aud": "callsheet", "tid": "Acme", "email": "Bea@acme.example", "exp": NOW + 600 })
}

/// An Ed25519 key as a file of PEM.
fn pem(key: &[u8]) -> String {
    let head: &[u8] = &[
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    let body = STANDARD.encode([head, key].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn is_bea(server: &Server, token: &str) -> bool {
    let answer = Client::new(&server.address, token).get("/me");
    match answer.status {
        200 => {
            assert_eq!(answer.body["user"]["name"], "Bea");
            true
        }
        401 => false,
        other => panic!("{other}: {}", answer.text),
    }
}

#[test]
fn tokens_of_a_service_that_signs_with_rs256_are_good_by_its_key_set_and_by_its_key() {
    let said = rs256();
    for keys in ["jwks_file = \"keys.json\"", "public_key_file = \"key.pem\""] {
        let server = server(
            &issuer("https://tom.example", "RS256", keys),
            &[
                ("keys.json", said["jwks"].to_string()),
                ("key.pem", said["public_key"].as_str().expect("PEM").to_owned()),
            ],
        );
        let token = |name: &str| said[name].as_str().expect("a token");
        assert!(is_bea(&server, token("good")), "{keys}");
        for bad in ["other_audience", "over", "other_tenant", "nobody", "without_exp"] {
            assert!(!is_bea(&server, token(bad)), "{keys}: {bad}");
        }
        // The public key is no secret: nothing is signed with it.
        let good: Vec<&str> = token("good").split('.').collect();
        for (alg, secret) in [
            ("HS256", said["public_key"].as_str().expect("PEM")),
            ("none", "x"),
        ] {
            let bare = message(&json!({ "alg": alg, "typ": "JWT", "kid": "tom-1" }), &claims());
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
            let tag = URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, bare.as_bytes()));
            assert!(!is_bea(&server, &format!("{bare}.{tag}")), "{alg}");
            assert!(!is_bea(&server, &format!("{bare}.")), "{alg}");
            assert!(!is_bea(&server, &format!("{bare}.{}", good[2])), "{alg}");
        }
        // Personal tokens and our own still are.
        let anna = server.admin();
        anna.get("/me").expect(200);
    }
}

#[test]
fn each_issuer_has_one_algorithm_and_keys_of_its_own() {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
    let ec =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).expect("a key");
    let ed = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).expect("a key");
    let (ec_public, ed_public) = (
        ec.public_key().as_ref().to_vec(),
        ed.public_key().as_ref().to_vec(),
    );
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let set = json!({ "keys": [
        { "kty": "oct", "k": text(b"secret"), "kid": "shared" },
        { "kty": "OKP", "crv": "Ed25519", "x": text(&ed_public), "kid": "for-encryption", "use": "enc" },
        { "kty": "EC", "crv": "P-256", "x": text(&ec_public[1..33]), "y": text(&ec_public[33..]), "kid": "ec-1" },
    ] });
    let file = issuer("https://ec.example", "ES256", "jwks_file = \"ec.json\"")
        + &issuer("https://ed.example", "EdDSA", "public_key_file = \"ed.pem\"");
    let server = server(
        &file,
        &[("ec.json", set.to_string()), ("ed.pem", pem(&ed_public))],
    );
    let by_ec = |header: Value, claims: &Value| {
        let message = message(&header, claims);
        let signature = ec.sign(&random, message.as_bytes()).expect("signed");
        format!("{message}.{}", text(signature.as_ref()))
    };
    let by_ed = |header: Value, claims: &Value| {
        let message = message(&header, claims);
        format!("{message}.{}", text(ed.sign(message.as_bytes()).as_ref()))
    };
    let of = |issuer: &str| {
        let mut claims = claims();
        claims["iss"] = issuer.into();
        claims
    };
    let (from_ec, from_ed) = (of("https://ec.example"), of("https://ed.example"));
    assert!(is_bea(
        &server,
        &by_ec(json!({ "alg": "ES256", "kid": "ec-1" }), &from_ec)
    ));
    assert!(is_bea(&server, &by_ed(json!({ "alg": "EdDSA" }), &from_ed)));
    let mut as_text = from_ed.clone();
    as_text["exp"] = (NOW + 600).to_string().into();
    let mut as_fraction = from_ed.clone();
    as_fraction["exp"] = json!(NOW as f64 + 600.5);
    let mut two_names = from_ed.clone();
    two_names["email"] = json!(["bea@acme.example"]);
    for (what, token) in [
        (
            "the key of one for the other",
            by_ed(json!({ "alg": "EdDSA", "kid": "ec-1" }), &from_ec),
        ),
        (
            "and the other way",
            by_ec(json!({ "alg": "ES256", "kid": "ec-1" }), &from_ed),
        ),
        (
            "a key that is not there",
            by_ec(json!({ "alg": "ES256", "kid": "ec-2" }), &from_ec),
        ),
        (
            "another algorithm than the issuer's",
            by_ec(json!({ "alg": "EdDSA", "kid": "ec-1" }), &from_ec),
        ),
        (
            "a key of its own",
            by_ed(
                json!({ "alg": "EdDSA", "jku": "https://evil.example/" }),
                &from_ed,
            ),
        ),
        (
            "an end that is a text",
            by_ed(json!({ "alg": "EdDSA" }), &as_text),
        ),
        (
            "an end with a fraction",
            by_ed(json!({ "alg": "EdDSA" }), &as_fraction),
        ),
        (
            "a user that is a list",
            by_ed(json!({ "alg": "EdDSA" }), &two_names),
        ),
        (
            "an issuer that nobody named",
            by_ed(json!({ "alg": "EdDSA" }), &of("https://other.example")),
        ),
        (
            "ours",
            by_ed(json!({ "alg": "EdDSA", "typ": "at+jwt" }), &of("callsheet")),
        ),
    ] {
        assert!(!is_bea(&server, &token), "{what}");
    }
}

#[test]
fn a_file_that_cannot_be_used_stops_the_start_and_says_why() {
    let server = Server::start(On::Sqlite);
    let file = server.home().join("issuers.toml");
    std::fs::write(
        server.home().join("keys.json"),
        r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#,
    )
    .expect("written");
    for (text, why) in [
        (issuer("x", "HS256", "jwks_file = \"keys.json\""), "not HS256"),
        (
            issuer("x", "RS256", "jwks_file = \"keys.json\""),
            "no key for RS256",
        ),
        (issuer("x", "RS256", "jwks_file = \"none.json\""), "none.json"),
        (issuer("x", "RS256", ""), "name one of"),
        ("[[auth.issuer]]\nissuer = 1\n".to_owned(), "issuers.toml"),
    ] {
        std::fs::write(&file, &text).expect("written");
        let path = file.display().to_string();
        let said = server
            .cli()
            .run(["serve", "--listen", "127.0.0.1:0", "--issuer-file", &path]);
        assert_ne!(said.status, 0, "{text}");
        assert!(said.stderr.contains(why), "{why}: {}", said.stderr);
    }
}
