using CsCheck;

namespace UdpLab.Tests;

public sealed class ShellQuoteTests
{
    private static readonly string[] _nasty = ["'", "\"", "`", "$", "$(", ")", "\\", "!", "&", ";", "|", "*", "~", "{a,b}", "-", "--", "%s", "\\'", "'\\''", "$IFS", "#", "é", "\U0001F600", " "];

    private static readonly Gen<string> _hostile = Gen.OneOf(
        Gen.Int[0, _nasty.Length - 1].Select(i => _nasty[i]),
        Gen.Char['\u0020', '\u007e'].Select(c => c.ToString())).Array[0, 12].Select(string.Concat);

    [Theory]
    [InlineData("", "''")]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    public void AValueIsOneWord(string value, string quoted) => Assert.Equal(quoted, ShellQuote.Quote(value));

    [Theory]
    [InlineData("sh")]
    [InlineData("dash")]
    [InlineData("bash")]
    [InlineData("busybox")]
    public void AShellGivesBackWhatWasQuoted(string shell)
    {
        Machine.Need(shell);
        string[] before = shell == "busybox" ? ["sh", "-c"] : ["-c"];
        _hostile.Array[1, 20].Sample(
            values =>
            {
                string line = "printf '<%s>' " + string.Join(' ', values.Select(ShellQuote.Quote));
                Assert.Equal(string.Concat(values.Select(v => $"<{v}>")), Tool.Try(shell, [.. before, line]).Output);
            },
            iter: 200);
    }

    [Fact]
    public void QuotingTwiceGoesThroughTwoShells() => _hostile.Sample(
        value => Assert.Equal(value, Tool.Try("sh", "-c", $"sh -c {ShellQuote.Quote("printf %s " + ShellQuote.Quote(value))}").Output),
        iter: 100);

    [Theory]
    [InlineData('\0')]
    [InlineData('\r')]
    [InlineData('\n')]
    [InlineData('\t')]
    [InlineData('\u001b')]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    [InlineData('\ud800')]
    [InlineData('\udc00')]
    public void WhatNoCommandCanCarryIsRefused(char bad)
    {
        foreach (string value in new[] { $"{bad}", $"a{bad}", $"{bad}a", $"a{bad}b" })
        {
            LabException refusal = Assert.Throws<LabException>(() => ShellQuote.Quote(value));
            Assert.Equal("InvalidArgument", refusal.Kind);
            Assert.DoesNotContain(bad.ToString(), refusal.Message, StringComparison.Ordinal);
        }
    }
}
