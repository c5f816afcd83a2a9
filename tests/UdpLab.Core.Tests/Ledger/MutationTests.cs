using System.Globalization;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>
/// Whatever happens to a text, a reader either throws <see cref="KernelTextException"/> or is right: every line that is intact
/// and in its place gives the same numbers as before.
/// </summary>
public sealed class MutationTests
{
    private const int Times = 10_000;

    [Theory]
    [InlineData("snmp")]
    [InlineData("netstat")]
    public void HeaderedCountersSurvive(string file) => Mutation.Of(Captures.Texts(file)).Sample(
        (original, damaged) => Survives(() => HeaderedCounters.Parse(damaged, file), counters =>
        {
            HashSet<(string Header, string Values)> pairs = Pairs(original).ToHashSet();
            foreach ((string? header, string? values) in Pairs(damaged).Where(pairs.Contains))
            {
                (string[]? names, string[]? numbers) = (header.Split(' '), values.Split(' '));
                for (int index = 1; index < names.Length; index++)
                {
                    if (counters[names[0].TrimEnd(':'), names[index]] != Number(numbers[index]))
                    {
                        return false;
                    }
                }
            }

            return true;
        }),
        iter: Times);

    [Fact]
    public void NamedCountersSurvive() => Mutation.Of(Captures.Texts("snmp6")).Sample(
        (original, damaged) => Survives(() => NamedCounters.Parse(damaged, "snmp6"), counters =>
        {
            HashSet<string> lines = original.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            return damaged.Split('\n').Where(lines.Contains).All(line =>
            {
                string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                return counters[words[0]] == Number(words[1]);
            });
        }),
        iter: Times);

    [Fact]
    public void SoftnetStatisticsSurvive() => Mutation.Of(Captures.Texts("softnet_stat")).Sample(
        (original, damaged) => Survives(() => SoftnetStat.Parse(damaged), statistics =>
        {
            int columns = damaged.Length == 0 ? 0 : damaged.Split('\n')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
            HashSet<string> lines = original.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            return damaged.Split('\n').Where(lines.Contains).All(line =>
            {
                uint[] words = line.Split(' ').Select(word => Convert.ToUInt32(word, 16)).ToArray();
                return words.Length == columns && statistics.Rows.Any(row =>
                    row.Processed == words[0] && row.Dropped == words[1] && row.Squeezed == words[2]
                    && row.FlowLimit == (columns >= 11 ? words[10] : null) && row.Cpu == (columns >= 13 ? words[12] : null));
            });
        }),
        iter: Times);

    [Fact]
    public void TheDamageIsOfBothKinds()
    {
        (int refused, int read) = (0, 0);
        Mutation.Of(Captures.Texts("snmp")).Sample(
            (_, damaged) =>
            {
                try
                {
                    HeaderedCounters.Parse(damaged, "snmp");
                    Interlocked.Increment(ref read);
                }
                catch (KernelTextException)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 1_000);

        // Of 1000, about 870 and 130 by chance: far from the bound.
        Assert.True(refused > 30 && read > 30, $"{refused} refused, {read} read");
    }

    private static bool Survives<T>(Func<T> read, Func<T, bool> isTrue)
    {
        T result;
        try
        {
            result = read();
        }
        catch (KernelTextException failure)
        {
            return failure.Line > 0 && failure.Expected.Length > 0;
        }

        return isTrue(result);
    }

    private static IEnumerable<(string Header, string Values)> Pairs(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int index = 0; index + 1 < lines.Length; index += 2)
        {
            yield return (lines[index], lines[index + 1]);
        }
    }

    private static ulong Number(string word) => word.StartsWith('-')
        ? unchecked((ulong)long.Parse(word, CultureInfo.InvariantCulture))
        : ulong.Parse(word, CultureInfo.InvariantCulture);
}
