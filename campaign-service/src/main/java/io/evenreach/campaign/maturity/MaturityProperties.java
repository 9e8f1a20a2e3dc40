package io.evenreach.campaign.maturity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param countWithin how long the database may take to count everybody; the gateway does not wait longer than 30 s */
@ConfigurationProperties("evenreach.maturity")
record MaturityProperties(@DefaultValue("25s") Duration countWithin) {}
