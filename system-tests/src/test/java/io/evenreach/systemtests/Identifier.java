package io.evenreach.systemtests;

import org.jspecify.annotations.Nullable;

/** An identifier in clear. */
record Identifier(String type, @Nullable String scope, String value) {

    static Identifier phone(String value) {
        return new Identifier("phone", null, value);
    }

    static Identifier cookie(String site, String value) {
        return new Identifier("cookie", site, value);
    }

    static Identifier openid(String value) {
        return new Identifier("wechat_openid", "wx-system-test", value);
    }

    static Identifier login(String value) {
        return new Identifier("login_id", "system-test-shop", value);
    }
}
