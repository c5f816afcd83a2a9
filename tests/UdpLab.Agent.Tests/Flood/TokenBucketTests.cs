using CsCheck;
using UdpLab.Agent.Flood;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>A rate is kept in the long run and never exceeded by more than a tenth of a second's packets.</summary>
public sealed class TokenBucketTests
{
    private static readonly Gen<double> _rate = Gen.OneOf(Gen.Double[0.5, 100], Gen.Double[100, 1e5], Gen.Double[1e5, 2e7]);

    [Fact]
    public void ItNeverGivesMoreThanTheRateAndItsDepth() => Gen.Select(_rate, Gen.Select(Gen.Long[0, 400_000_000], Gen.Long[1, 100_000]).Array[1, 50]).Sample(
        (rate, steps) =>
        {
            TokenBucket bucket = new(rate, 1_000);
            double depth = Math.Max(1, rate / 10);
            long now = 1_000;
            List<(long At, long Taken)> taken = [];
            foreach ((long wait, long wanted) in steps)
            {
                now += wait;
                long got = bucket.Take(now, wanted);
                Assert.InRange(got, 0, wanted);
                taken.Add((now, got));
            }

            // Over every interval, not only from the start.
            for (int from = 0; from < taken.Count; from++)
            {
                long sum = 0;
                for (int to = from; to < taken.Count; to++)
                {
                    sum += taken[to].Taken;
                    double most = (rate * (taken[to].At - taken[from].At) / 1e9) + depth;
                    Assert.True(sum <= most + 1e-3, $"{sum} packets in an interval that allows {most}");
                }
            }

            double sinceStart = rate * (now - 1_000) / 1e9;
            Assert.True(taken.Sum(t => t.Taken) <= sinceStart + 1 + 1e-3, "it started with more than one packet of credit");
        });

    [Fact]
    public void TheFirstPacketLeavesAtOnce() => _rate.Sample(rate => Assert.Equal(1, new TokenBucket(rate, 1_000).Take(1_000, 64)));

    [Fact]
    public void AThreadThatSleepsAsToldSendsAtExactlyTheRate() => Gen.Select(_rate, Gen.Long[1, 64], Gen.Double[0.2, 2]).Sample(
        (rate, wanted, seconds) =>
        {
            TokenBucket bucket = new(rate, 0);
            long now = 0, sent = 0, end = (long)(seconds * 1e9), looks = 0;
            while (now < end && looks++ < 200_000)
            {
                sent += bucket.Take(now, wanted);

                // Waking takes at least a microsecond, and at very high rates the bucket is never empty.
                long next = bucket.NextAt(now, wanted);
                Assert.InRange(next - now, 1_000, 1_000_000);
                now = next;
            }

            double earned = 1 + (rate * now / 1e9), possible = (double)wanted * looks;
            Assert.InRange(sent, Math.Min(earned, possible) - (wanted + (rate / 1e3) + 1), earned + 1e-3);
        },
        iter: 50);
}
