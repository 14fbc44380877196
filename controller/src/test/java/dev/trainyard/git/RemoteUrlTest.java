package dev.trainyard.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://forge.example.org/group/yard.git, HTTP",
    "http://127.0.0.1:8080/yard.git, HTTP",
    "http://localhost/yard.git, HTTP",
    "ssh://git@forge.example.org:2222/yard.git, SSH",
    "git@forge.example.org:group/yard.git, SSH",
    "file:///srv/yard.git, FILE",
    "/srv/yard.git, FILE"
  })
  void accepts(String url, RemoteUrl.Protocol protocol) {
    RemoteUrl parsed = RemoteUrl.parse(url, RemoteUrl.PlainHttp.LOOPBACK_ONLY);

    assertThat(parsed.protocol()).isEqualTo(protocol);
    assertThat(parsed).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yard.git",
        "../yard.git",
        "git://forge.example.org/yard.git",
        "ftp://forge.example.org/yard.git",
        "s3://bucket/yard.git",
        "ext::sh -c true",
        "amazon-s3://a@b/c",
        "https:///yard.git",
        "file://host/yard.git",
        "ssh://-oProxyCommand=x/yard.git",
        "https://forge.example.org/yard.git\nx"
      })
  void refuses(String url) {
    assertThatThrownBy(() -> RemoteUrl.parse(url, RemoteUrl.PlainHttp.LOOPBACK_ONLY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the repository URL ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:canary@forge.example.org/yard.git",
        "https://canary@forge.example.org/yard.git",
        "ssh://git:canary@forge.example.org/yard.git"
      })
  void refusesCredentialsWithoutRepeatingThem(String url) {
    assertThatThrownBy(() -> RemoteUrl.parse(url, RemoteUrl.PlainHttp.ALLOWED))
        .hasMessageContaining("the repository URL holds a ")
        .hasMessageNotContaining("canary");
  }

  @Test
  void allowsPlainHttpBeyondThisMachineOnlyWhenTold() {
    String url = "http://forge.example.org/yard.git";

    assertThat(RemoteUrl.parse(url, RemoteUrl.PlainHttp.ALLOWED)).hasToString(url);
    assertThatThrownBy(() -> RemoteUrl.parse(url, RemoteUrl.PlainHttp.LOOPBACK_ONLY))
        .hasMessage(
            "http: would show the token to the network; use https:, or allow plain http"
                + " explicitly");
  }

  @Test
  void wantsTheCredentialsThatGoWithTheAddress() {
    RemoteUrl ssh =
        RemoteUrl.parse("git@forge.example.org:yard.git", RemoteUrl.PlainHttp.LOOPBACK_ONLY);

    assertThatThrownBy(
            () -> new RemoteSettings(ssh, new Credentials.None(), RemoteLimits.defaults()))
        .hasMessage(
            "git@forge.example.org:yard.git needs other credentials: a token goes with https:, a"
                + " key with ssh:");
  }

  @Test
  void knowsAddressesThatLeadToTheSame() {
    assertThat(url("git@forge.example.org:a/yard.git").leadsToSameAs(https("a/yard"))).isTrue();
    assertThat(url("/home/me/yard/.git").leadsToSameAs(url("file:///home/me/yard"))).isTrue();
    assertThat(https("a/yard").leadsToSameAs(https("b/yard"))).isFalse();
    assertThat(https("a/yard").leadsToSameAs(url("https://other.org/a/yard"))).isFalse();
  }

  @Test
  void lendsCredentialsOnlyToTheSameHostSpokenToTheSameWay() {
    assertThat(https("a").isSpokenToLike(https("b"))).isTrue();
    assertThat(url("git@h.org:a").isSpokenToLike(url("ssh://git@h.org/a"))).isTrue();
    assertThat(https("a").isSpokenToLike(url("http://forge.example.org/a"))).isFalse();
    assertThat(https("a").isSpokenToLike(url("https://forge.example.org:8443/a"))).isFalse();
    assertThat(https("a").isSpokenToLike(url("git@forge.example.org:a"))).isFalse();
  }

  private static RemoteUrl https(String path) {
    return url("https://forge.example.org/" + path);
  }

  private static RemoteUrl url(String text) {
    return RemoteUrl.parse(text, RemoteUrl.PlainHttp.ALLOWED);
  }
}
