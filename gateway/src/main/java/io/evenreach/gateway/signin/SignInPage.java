package io.evenreach.gateway.signin;

import io.evenreach.platform.security.OpenEndpoint;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The sign-in page: one form, without scripts, in Chinese or English. The language is the one asked for ({@code lang}),
 * else that of the user interface that sent the person here ({@code ui_locales}), else the browser's.
 */
@Hidden
@RestController
class SignInPage {

    static final String PATH = "/login";
    static final String SIGN_OUT_PATH = "/logout";

    private static final Map<String, String> ENGLISH = Map.of(
            "lang", "en",
            "title", "Sign in",
            "username", "User name",
            "password", "Password",
            "submit", "Sign in",
            "refused", "User name and password do not match, or the account is closed for some minutes.",
            "expired", "This page was open for too long. Please sign in again.",
            "otherLang", "zh-CN",
            "otherCode", "zh",
            "otherName", "中文");

    private static final Map<String, String> CHINESE = Map.of(
            "lang", "zh-CN",
            "title", "登录",
            "username", "用户名",
            "password", "密码",
            "submit", "登录",
            "refused", "用户名或密码不正确，或者账户已被暂时锁定几分钟。",
            "expired", "页面打开时间过长，请重新登录。",
            "otherLang", "en",
            "otherCode", "en",
            "otherName", "English");

    private final HttpSessionRequestCache interrupted = new HttpSessionRequestCache();
    private final String template;

    SignInPage() throws IOException {
        this.template = new ClassPathResource("signin/page.html").getContentAsString(StandardCharsets.UTF_8);
    }

    @GetMapping(path = PATH, produces = "text/html;charset=UTF-8")
    @OpenEndpoint(because = "nobody is signed in yet")
    String page(HttpServletRequest request, HttpServletResponse response, CsrfToken csrf) {
        boolean chinese = language(request, response).startsWith("zh");
        Map<String, String> texts = chinese ? CHINESE : ENGLISH;
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Language", texts.get("lang"));
        String page = template;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            page = page.replace("{{" + text.getKey() + "}}", text.getValue());
        }
        return page.replace("{{code}}", chinese ? "zh" : "en")
                .replace("{{message}}", message(request, texts))
                .replace("{{csrfName}}", HtmlUtils.htmlEscape(csrf.getParameterName()))
                .replace("{{csrfToken}}", HtmlUtils.htmlEscape(csrf.getToken()));
    }

    private static String message(HttpServletRequest request, Map<String, String> texts) {
        if (request.getParameter("error") != null) {
            return "<p class=\"message refused\" role=\"alert\" id=\"message\">" + texts.get("refused") + "</p>";
        }
        if (request.getParameter("expired") != null) {
            return "<p class=\"message\" role=\"alert\" id=\"message\">" + texts.get("expired") + "</p>";
        }
        return "";
    }

    private String language(HttpServletRequest request, HttpServletResponse response) {
        String asked = request.getParameter("lang");
        if (asked != null) {
            return asked.toLowerCase(Locale.ROOT);
        }
        String sentFrom = first(interrupted.getRequest(request, response));
        return sentFrom != null
                ? sentFrom.toLowerCase(Locale.ROOT)
                : request.getLocale().getLanguage();
    }

    private static @Nullable String first(@Nullable SavedRequest interrupted) {
        String[] locales = interrupted == null ? null : interrupted.getParameterValues("ui_locales");
        return locales == null || locales.length == 0 ? null : locales[0];
    }
}
