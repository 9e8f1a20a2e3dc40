package io.evenreach.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Signs tokens as the authorization server would, with a key that services under test fetch over HTTP. */
public final class TestTokens {

    public static final String ISSUER = "http://issuer.test";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY_ID = "test-key";
    private static final KeyPair KEYS = keys();
    private static final HttpServer JWKS = serve();

    private TestTokens() {}

    public static String jwksUri() {
        return "http://127.0.0.1:" + JWKS.getAddress().getPort() + "/jwks";
    }

    /** A token of the platform's own client. */
    public static String withScopes(String... scopes) {
        return mint(
                "test-client", Map.of(), Arrays.asList(scopes), Instant.now().plusSeconds(3600));
    }

    /** A token of a client that belongs to a partner. */
    public static String ofPartner(String partnerId, String... scopes) {
        return mint(
                "client-of-" + partnerId,
                Map.of("partner_id", partnerId),
                Arrays.asList(scopes),
                Instant.now().plusSeconds(3600));
    }

    /** A token of somebody by name. */
    public static String of(String subject, String... scopes) {
        return mint(subject, Map.of(), Arrays.asList(scopes), Instant.now().plusSeconds(3600));
    }

    public static String mint(String subject, Map<String, Object> claims, List<String> scopes, Instant expiresAt) {
        Map<String, Object> payload = new LinkedHashMap<>(claims);
        payload.put("iss", ISSUER);
        payload.put("sub", subject);
        payload.put("scope", scopes);
        payload.put("iat", Instant.now().getEpochSecond());
        payload.put("exp", expiresAt.getEpochSecond());
        String content = part(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID)) + "." + part(payload);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signature.sign());
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("the token could not be signed", failed);
        }
    }

    private static String part(Map<String, Object> content) {
        return base64(JSON.writeValueAsBytes(content));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has RSA", impossible);
        }
    }

    private static HttpServer serve() {
        RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
        byte[] body = JSON.writeValueAsBytes(Map.of(
                "keys",
                List.of(Map.of(
                        "kty",
                        "RSA",
                        "use",
                        "sig",
                        "alg",
                        "RS256",
                        "kid",
                        KEY_ID,
                        "n",
                        base64(unsigned(key.getModulus().toByteArray())),
                        "e",
                        base64(unsigned(key.getPublicExponent().toByteArray()))))));
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/jwks", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.setExecutor(task -> Thread.ofVirtual().start(task));
            server.start();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static byte[] unsigned(byte[] bytes) {
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
