package io.evenreach.guidecommerce.payout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The method of withholding tax that is configured. */
@Configuration(proxyBeanMethods = false)
class WithholdingConfiguration {

    @Bean
    Withholding withholding(PayoutProperties properties) {
        return switch (properties.withholding()) {
            case NONE -> new NoWithholding();
            case CN_CUMULATIVE -> new CumulativeWithholding();
        };
    }
}
