package io.evenreach.gateway.apidocs;

import io.evenreach.platform.security.OpenEndpoint;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A page to read the API and try it, from files of our own: it works without the internet. */
@Hidden
@Controller
class BrowsablePage implements WebMvcConfigurer {

    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final CacheControl FOR_AN_HOUR = CacheControl.maxAge(Duration.ofHours(1));

    @GetMapping(
            path = {"/docs", "/docs/"},
            produces = "text/html;charset=UTF-8")
    @OpenEndpoint(because = "the description of the API is public")
    ResponseEntity<Resource> page() {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(new ClassPathResource("docs/index.html"));
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/docs/**")
                .addResourceLocations(
                        "classpath:/docs/", "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/")
                .setCacheControl(FOR_AN_HOUR);
    }

    private static String version() {
        Properties about = new Properties();
        try (InputStream file = new ClassPathResource(WEBJAR).getInputStream()) {
            about.load(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
        return about.getProperty("version");
    }
}
