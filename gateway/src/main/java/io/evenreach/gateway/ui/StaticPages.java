package io.evenreach.gateway.ui;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * The files of the user interface. Names under {@code /assets} carry a hash of their content and are kept for ever; the
 * page that names them is never kept, so that a new release shows at once.
 */
@Configuration(proxyBeanMethods = false)
class StaticPages implements WebMvcConfigurer {

    private static final String FILES = "classpath:/static/";
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final CacheControl FOR_AN_HOUR = CacheControl.maxAge(Duration.ofHours(1));

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(FOR_EVER);
        registry.addResourceHandler("/signin/**")
                .addResourceLocations("classpath:/signin/assets/")
                .setCacheControl(FOR_AN_HOUR);
        registry.addResourceHandler("/", "/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noStore())
                .resourceChain(false)
                .addResolver(new PageOrFile());
    }

    /** Serves the file of that name, and the one page of the user interface for every address it makes up itself. */
    private static final class PageOrFile extends PathResourceResolver {

        private static final String PAGE = "index.html";

        /** Ids of products may have dots. */
        private static final String PRODUCTS = "p/";

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = path.isEmpty() ? null : super.getResource(path, location);
            if (file != null) {
                return file;
            }
            return belongsToThePage(path) ? super.getResource(PAGE, location) : null;
        }

        /** Where a program asks, or a file is named, an answer with a page in it would only hide the mistake. */
        private static boolean belongsToThePage(String path) {
            String last = path.substring(path.lastIndexOf('/') + 1);
            return (!last.contains(".") || path.startsWith(PRODUCTS))
                    && !path.startsWith("api/")
                    && !path.startsWith("oauth2/")
                    && !path.startsWith("actuator")
                    && !path.startsWith("v3/");
        }
    }
}
