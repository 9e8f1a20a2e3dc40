package io.evenreach.frequency;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the frequency service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FrequencyApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(FrequencyApplication.class, arguments);
    }
}
