package io.evenreach.frequency.importing;

import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.JobProperties;
import io.evenreach.frequency.job.JobWorker;
import io.evenreach.frequency.job.Jobs;
import jakarta.servlet.MultipartConfigElement;
import org.springframework.boot.servlet.MultipartConfigFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** One worker per instance, and uploads that go to disk instead of memory. */
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {

    private static final DataSize FORM_FIELDS_MAX = DataSize.ofMegabytes(1);

    @Bean
    JobWorker importWorker(Jobs jobs, JobProperties properties, ImportWork work) {
        return new JobWorker(JobKind.IMPORT, jobs, properties, work);
    }

    @Bean
    MultipartConfigElement multipartConfig(ImportProperties properties) {
        MultipartConfigFactory factory = new MultipartConfigFactory();
        factory.setMaxFileSize(properties.fileMax());
        factory.setMaxRequestSize(DataSize.ofBytes(properties.fileMax().toBytes() + FORM_FIELDS_MAX.toBytes()));
        factory.setFileSizeThreshold(FORM_FIELDS_MAX);
        return factory.createMultipartConfig();
    }
}
