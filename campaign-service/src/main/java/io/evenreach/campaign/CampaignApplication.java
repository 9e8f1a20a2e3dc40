package io.evenreach.campaign;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Channels, campaigns and brand holds. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CampaignApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CampaignApplication.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
