using UdpLab.Agent.Perf;

namespace UdpLab.Agent.Tests;

/// <summary>If perf is missing, the message names the package for this distribution and kernel.</summary>
public sealed class PerfPackageTests
{
    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"", "6.1.0-56-amd64", "apt-get install linux-perf")]
    [InlineData("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian", "6.8.0-45-generic", "apt-get install linux-tools-6.8.0-45-generic")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "6.8.0-45-generic", "apt-get install linux-tools-6.8.0-45-generic")]
    [InlineData("ID=\"rhel\"\nID_LIKE=\"fedora\"", "5.14.0-503.el9.x86_64", "dnf install perf")]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", "5.14.0-503.el9.x86_64", "dnf install perf")]
    [InlineData("ID=fedora", "6.17.4-300.fc43.x86_64", "dnf install perf")]
    [InlineData("ID='opensuse-tumbleweed'\nID_LIKE='opensuse suse'", "6.17.0-1-default", "zypper install perf")]
    [InlineData("ID=\"sles\"\nID_LIKE=\"suse\"", "6.4.0-default", "zypper install perf")]
    [InlineData("ID=alpine", "6.12.1-0-lts", "apk add perf")]
    [InlineData("ID=arch", "6.17.1-arch1-1", "pacman -S perf")]
    [InlineData("ID=manjaro\nID_LIKE=arch", "6.17.1-1-MANJARO", "pacman -S perf")]
    [InlineData("", "4.4.0", "tools/perf")]
    [InlineData("ID=exotic", "4.4.0", "tools/perf")]
    public void ThePackageIsNamed(string osRelease, string kernel, string expected) => Assert.Contains(expected, PerfPackage.Advice(osRelease, kernel), StringComparison.Ordinal);
}
