package io.evenreach.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class an empty database on a real PostgreSQL and a real Kafka with every topic of the catalogue.
 *
 * <p>Where they are is found in {@link Servers#current()} and in the system properties a service reads
 * ({@code EVENREACH_DB_URL}, {@code EVENREACH_KAFKA}, …). With a Docker engine they run in containers, otherwise as embedded
 * servers; both ways they are the real programs. Each class has its own broker and database, so a cached Spring context
 * must not outlive the class: add {@code @DirtiesContext}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealServersExtension.class)
public @interface RealServers {}
