package io.evenreach.identity.rules;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rules in force: the defaults, until rules can be edited. */
@Configuration(proxyBeanMethods = false)
class RulesConfiguration {

    @Bean
    Rules rules() {
        return Rules.defaults();
    }
}
