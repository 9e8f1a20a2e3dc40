package io.evenreach.gateway.secrets;

import io.evenreach.kernel.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Passwords and client secrets, one way: bcrypt over their SHA-256, so that no length is cut off at bcrypt's 72 bytes.
 */
@Component
public class SecretHasher {

    private static final String SCHEME = "{bcrypt-sha256}";
    private static final String SECRET_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int SECRET_LENGTH = 43;

    private final PasswordEncoder bcrypt;
    private final SecretBox box;
    private final SecureRandom random = new SecureRandom();

    SecretHasher(SecretBox box, SecretProperties properties) {
        this.box = box;
        this.bcrypt = new BCryptPasswordEncoder(properties.bcryptStrength());
    }

    public String hash(String secret) {
        return SCHEME + bcrypt.encode(digest(secret));
    }

    public boolean matches(String secret, String hash) {
        return hash.startsWith(SCHEME) && bcrypt.matches(digest(secret), hash.substring(SCHEME.length()));
    }

    /** Tells whether a value from the environment has changed since it was last used, without keeping the value. */
    public String fingerprint(String secret) {
        return box.fingerprint(secret);
    }

    /** A new secret of more than 240 bits, made of characters that need no escaping anywhere. */
    public String newSecret() {
        StringBuilder secret = new StringBuilder(SECRET_LENGTH);
        random.ints(SECRET_LENGTH, 0, SECRET_ALPHABET.length())
                .forEach(index -> secret.append(SECRET_ALPHABET.charAt(index)));
        return secret.toString();
    }

    private static String digest(String secret) {
        return Base64.getEncoder().encodeToString(Sha256.of(secret));
    }
}
