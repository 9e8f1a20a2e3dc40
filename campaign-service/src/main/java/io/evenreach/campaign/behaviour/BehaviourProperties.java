package io.evenreach.campaign.behaviour;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param futureMax how far a sender's clock may run before ours */
@ConfigurationProperties("evenreach.behaviour")
record BehaviourProperties(@DefaultValue("5m") Duration futureMax) {}
