package io.evenreach.frequency.decision;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is noted for explanations.
 *
 * @param waitingMax what may wait to be written: a note counts one, and one for each campaign and plan row in it, about 200
 *     bytes each
 */
@ConfigurationProperties("evenreach.decision.notes")
record NoteProperties(@DefaultValue("100000") int waitingMax) {}
