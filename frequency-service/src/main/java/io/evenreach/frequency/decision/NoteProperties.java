package io.evenreach.frequency.decision;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is noted for explanations.
 *
 * @param waitingMax what may wait to be written: a note counts one, one for each rule in it, and one for every 200 characters of
 *     what a campaign was chosen on, about 200 bytes each
 */
@ConfigurationProperties("evenreach.decision.notes")
record NoteProperties(@DefaultValue("100000") int waitingMax) {}
