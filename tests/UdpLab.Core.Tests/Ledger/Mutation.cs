using System.Text;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>Damages a text in the ways that files get damaged.</summary>
internal static class Mutation
{
    private const string Likely = "\n \t:-0123456789abcdefxInU";

    private static readonly Gen<Func<string, string>> One = Gen.Select(
        Gen.Int[0, 6], Gen.Double.Unit, Gen.Double.Unit, Gen.Int[0, 511],
        (kind, here, there, letter) => (Func<string, string>)(text => Apply(text, kind, here, there, Letter(letter))));

    /// <summary>One of the texts and a version of it damaged in one to four places.</summary>
    public static Gen<(string Original, string Damaged)> Of(string[] texts) =>
        Gen.Select(Gen.Int[0, texts.Length - 1], One.Array[1, 4], (index, mutations) =>
            (texts[index], mutations.Aggregate(texts[index], (text, mutation) => mutation(text))));

    private static char Letter(int number) => number < 256 ? (char)number : Likely[number % Likely.Length];

    private static string Apply(string text, int kind, double here, double there, char letter)
    {
        int at = (int)(here * text.Length);
        if (text.Length == 0 || at >= text.Length)
        {
            return text + letter;
        }

        return kind switch
        {
            0 => Replace(text, at, letter),
            1 => Replace(text, at, (char)(text[at] ^ (1 << (letter % 8)))),
            2 => text.Remove(at, 1),
            3 => text.Insert(at, letter.ToString()),
            4 => text[..at],
            5 => text.Remove(at, Math.Min(text.Length - at, (int)(there * 100))),
            _ => SwapLines(text, here, there),
        };
    }

    private static string Replace(string text, int at, char letter) => new StringBuilder(text) { [at] = letter }.ToString();

    private static string SwapLines(string text, double here, double there)
    {
        string[] lines = text.Split('\n');
        (int one, int other) = ((int)(here * lines.Length), (int)(there * lines.Length));
        (lines[one], lines[other]) = (lines[other], lines[one]);
        return string.Join('\n', lines);
    }
}
