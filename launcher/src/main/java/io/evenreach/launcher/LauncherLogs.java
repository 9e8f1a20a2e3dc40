package io.evenreach.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import io.evenreach.launcher.platform.DataDirectory;
import org.slf4j.LoggerFactory;

/** The log of this JVM, which is mostly Kafka's. Before it is opened nothing is logged: commands speak in sentences. */
final class LauncherLogs {

    private LauncherLogs() {}

    static void open(DataDirectory data) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            var encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{30} %msg%n");
            encoder.start();
            var file = new FileAppender<ILoggingEvent>();
            file.setContext(context);
            file.setFile(data.freshLog("kafka").toString());
            file.setEncoder(encoder);
            file.start();
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            root.addAppender(file);
            root.setLevel(Level.INFO);
            // Two hundred lines of settings at every start say nothing that the launcher's source does not.
            context.getLogger("org.apache.kafka.common.config").setLevel(Level.WARN);
            context.getLogger("kafka.server.KafkaConfig").setLevel(Level.WARN);
        }
    }
}
