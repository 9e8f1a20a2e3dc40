package io.evenreach.gateway.accounts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes the first user from the environment before the gateway reports that it is ready. */
@Component
class FirstUser implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FirstUser.class);

    private final Accounts accounts;
    private final AccountProperties properties;

    FirstUser(Accounts accounts, AccountProperties properties) {
        this.accounts = accounts;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        String username = properties.firstUsername();
        String password = properties.firstPassword();
        if (username == null || username.isBlank() || password == null || password.isBlank()) {
            LOG.info("No first user: EVENREACH_ADMIN_USERNAME and EVENREACH_ADMIN_PASSWORD are not both set");
            return;
        }
        accounts.establish(username, password);
    }
}
