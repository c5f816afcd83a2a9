namespace UdpLab.Tests;

/// <summary>The order of a sweep is the same for a seed everywhere and forever.</summary>
public class SweepRandomTests
{
    /// <summary>Values of the reference implementation (Vigna, splitmix64.c) for this seed.</summary>
    [Fact]
    public void NumbersAreThoseOfSplitMix64()
    {
        SweepRandom random = new(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void EveryNumberBelowABoundIsAsFrequentAsAnyOther()
    {
        SweepRandom random = new(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
        }

        // The seed is fixed, so this cannot fail by chance; 6 standard deviations are 556.
        Assert.All(counts, count => Assert.InRange(count, 9_444, 10_556));
    }

    [Fact]
    public void AShuffleIsAPermutationAndEachIsReached()
    {
        HashSet<string> seen = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            int[] shuffled = new SweepRandom(seed).Shuffle(Enumerable.Range(0, 4));
            Assert.Equal([0, 1, 2, 3], shuffled.Order());
            seen.Add(string.Join("", shuffled));
        }

        Assert.Equal(24, seen.Count);
    }
}
