namespace UdpLab.Tests;

/// <summary>Text takes the columns that a terminal gives it, and what was cut can still be told apart.</summary>
public class TextColumnsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("µs é", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("漢字かな", 8)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("한국어", 6)]
    [InlineData("👍", 2)]
    [InlineData("█▓─┤●", 5)]
    public void WideCharactersTakeTwoColumnsAndCombiningOnesNone(string text, int width) => Assert.Equal(width, TextColumns.Width(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("漢字かな", 5, "漢字…")]
    [InlineData("漢字かな", 4, "漢…")]
    [InlineData("👍👍👍", 3, "👍…")]
    [InlineData("abc", 1, "a")]
    [InlineData("abc", 0, "")]
    public void AWholeCharacterIsCut(string text, int width, string cut) => Assert.Equal(cut, TextColumns.Fit(text, width, "…"));

    /// <summary>Two kernels of one distribution differ at their ends.</summary>
    [Fact]
    public void WhatIsCutStaysDifferent()
    {
        Assert.Equal(["~fc-v595", "~fc-v596"], TextColumns.Fit(["6.18.44-fc-v595", "6.18.44-fc-v596"], 8, "~"));
        Assert.Equal(["6.1.0", "~1-amd6~", "~2-amd6~"], TextColumns.Fit(["6.1.0", "6.12.0-very-long-rt1-amd64-x", "6.12.0-very-long-rt2-amd64-x"], 8, "~"));
        Assert.Equal(["a long~", "a long~", "short"], TextColumns.Fit(["a long text", "a long text", "short"], 7, "~"));
        Assert.Equal(["4.9.0-r~", "6.12.0-~"], TextColumns.Fit(["4.9.0-really-long", "6.12.0-rt-long"], 8, "~"));
        Assert.Equal(["…字一", "…字二"], TextColumns.Fit(["漢字漢字一", "漢字漢字二"], 5, "…"));
        Assert.Equal(["abc", "abcd"], TextColumns.Fit(["abc", "abcd"], 4, "~"));
    }

    [Fact]
    public void TextIsPaddedAndWrappedByColumns()
    {
        Assert.Equal(("漢 |", " 漢|", "abcd"), ($"{TextColumns.PadRight("漢", 3)}|", $"{TextColumns.PadLeft("漢", 3)}|", TextColumns.PadLeft("abcd", 2)));
        Assert.Equal(["漢字", "かな ab", "cdefghi", "jk"], TextColumns.Wrap("漢字 かな ab cdefghijk", 7).Select(line => line));
        Assert.Equal(["abc", "\\<de"], TextColumns.Wrap("abc\\<de", 4));
        Assert.Equal(["👍", "👍"], TextColumns.Wrap("👍👍", 1));
    }
}
