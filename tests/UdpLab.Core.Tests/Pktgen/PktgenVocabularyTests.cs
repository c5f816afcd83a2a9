using UdpLab.Wire;

namespace UdpLab.Tests;

public class PktgenVocabularyTests
{
    // Set by the same command as another setting.
    private static readonly string[] _byAnother = [nameof(PktgenSettings.ClearFlag)];

    [Fact]
    public void EverySettingHasItsCommandsAndNoCommandLacksASetting() => Assert.Equal(
        typeof(PktgenSettings).GetProperties().Select(p => p.Name).Except(_byAnother).Order(StringComparer.Ordinal),
        PktgenVocabulary.All.Select(c => c.Setting).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void ACommandStandsOnce() => Assert.Distinct(PktgenVocabulary.All.Select(c => c.Name));

    [Theory]
    [InlineData("dst_mac", "AA:BB:CC:00:11:22", "aa:bb:cc:00:11:22")]
    [InlineData("daddr", "fd00:0000:0000:0000:0000:0000:0000:0001", "fd00::1")]
    [InlineData("xmit_mode", "xmit_queue", "queue_xmit")]
    [InlineData("count", "007", "007")]
    public void KernelsThatWriteAValueOtherwiseMeanTheSame(string key, string read, string canonical) =>
        Assert.Equal(canonical, PktgenVocabulary.Canonical(key, read));

    [Theory]
    [InlineData("count", "abc", false)]
    [InlineData("count", "0", true)]
    [InlineData("ratep", "0", false)]
    [InlineData("mpls", "00000100,00000200", true)]
    [InlineData("mpls", "x", false)]
    [InlineData("clear_counters", "", true)]
    [InlineData("clear_counters", "1", false)]
    [InlineData("flag", "!", false)]
    public void WhatTheKernelWouldMisreadDoesNotFit(string command, string value, bool fits) =>
        Assert.Equal(fits, PktgenVocabulary.Fits(command, value));
}
