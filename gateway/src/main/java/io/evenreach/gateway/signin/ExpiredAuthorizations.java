package io.evenreach.gateway.signin;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets codes and tokens that have expired: nobody can use them, and the library keeps them for ever. */
@Component
class ExpiredAuthorizations {

    private final JdbcClient database;

    ExpiredAuthorizations(JdbcClient database) {
        this.database = database;
    }

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT1M")
    void forget() {
        database.sql("""
                        delete from oauth2_authorization
                         where coalesce(access_token_expires_at, authorization_code_expires_at)
                               < now() - interval '5 minutes'""").update();
    }
}
