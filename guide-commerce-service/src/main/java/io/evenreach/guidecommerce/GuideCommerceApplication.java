package io.evenreach.guidecommerce;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Guides, orders, commissions and payouts. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GuideCommerceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(GuideCommerceApplication.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
