package io.evenreach.guidecommerce.sale.intake;

import io.evenreach.platform.hashing.IdentifierProperties;
import io.evenreach.platform.hashing.Seal;
import org.springframework.stereotype.Component;

/** Encrypts refused messages: they may name buyers in clear. */
@Component
class ReportSeal extends Seal {

    ReportSeal(IdentifierProperties properties) {
        super(properties, "evenreach refused order reports");
    }
}
