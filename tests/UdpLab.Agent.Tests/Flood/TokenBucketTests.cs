using CsCheck;
using UdpLab.Agent.Flood;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>A rate is kept in the long run and never exceeded by more than a tenth of a second's packets, or a burst.</summary>
public sealed class TokenBucketTests
{
    private static readonly Gen<double> _rate = Gen.OneOf(Gen.Double[0.5, 100], Gen.Double[100, 1e5], Gen.Double[1e5, 2e7]);
    private static readonly Gen<long> _burst = Gen.Frequency((2, Gen.Const(1L)), (3, Gen.Long[2, 1024]));

    [Fact]
    public void ItNeverGivesMoreThanTheRateAndItsDepth() => Gen.Select(_rate, _burst, Gen.Long[0, 2000], Gen.Long[0, 400_000_000].Array[1, 50]).Sample(
        (rate, burst, most, waits) =>
        {
            TokenBucket bucket = new(rate, 1_000, burst);
            double depth = Math.Max(burst, rate / 10);
            long now = 1_000;
            List<(long At, long Taken)> taken = [];
            foreach (long wait in waits)
            {
                now += wait;
                long got = bucket.Take(now, burst, most);
                Assert.Equal(0, got % burst);
                Assert.InRange(got, 0, Math.Max(burst, most));
                taken.Add((now, got));
            }

            // Over every interval, not only from the start.
            for (int from = 0; from < taken.Count; from++)
            {
                long sum = 0;
                for (int to = from; to < taken.Count; to++)
                {
                    sum += taken[to].Taken;
                    double allowed = (rate * (taken[to].At - taken[from].At) / 1e9) + depth;
                    Assert.True(sum <= allowed + 1e-3, $"{sum} packets in an interval that allows {allowed}");
                }
            }

            double sinceStart = rate * (now - 1_000) / 1e9;
            Assert.True(taken.Sum(t => t.Taken) <= sinceStart + burst + 1e-3, "it started with more than one burst of credit");
        });

    [Fact]
    public void TheFirstBurstLeavesAtOnceAndNotTheNext() => Gen.Select(_rate, _burst).Sample((rate, burst) =>
    {
        TokenBucket bucket = new(rate, 1_000, burst);
        Assert.Equal(burst, bucket.Take(1_000, burst, 2 * burst));
        Assert.Equal(0, bucket.Take(1_000, burst, 2 * burst));
        Assert.Equal(0, bucket.Take(1_000, 1, 1));
    });

    [Fact]
    public void AStartThatIsYetToComeIsWaitedFor() => Gen.Select(_rate, _burst).Sample((rate, burst) =>
    {
        TokenBucket bucket = new(rate, 5_000_000, burst);
        Assert.Equal(0, bucket.Take(1_000, burst, burst));
        Assert.InRange(bucket.DueAt(1_000, burst), 4_999_999, 5_000_001);
        Assert.Equal(burst, bucket.Take(5_000_001, burst, burst));
    });

    [Fact]
    public void AThreadThatSleepsUntilABurstIsDueSendsAtExactlyTheRate() => Gen.Select(_rate, _burst, Gen.Int[1, 2000]).Sample(
        (rate, burst, bursts) =>
        {
            TokenBucket bucket = new(rate, 0, burst);
            long now = 0, sent = 0;
            for (int looks = 0; sent < bursts * burst; looks++)
            {
                Assert.InRange(looks, 0, 4L * bursts);
                if (bucket.Take(now, burst, burst) > 0)
                {
                    sent += burst;
                }
                else
                {
                    long due = bucket.DueAt(now, burst);
                    Assert.InRange(due, now, now + (long)(burst / rate * 1e9) + 2);
                    now = Math.Max(now + 1, due);
                }
            }

            double exact = (bursts - 1) * burst / rate * 1e9;
            Assert.InRange(now, exact - 1, (exact * 1.000_001) + (2 * bursts) + 1);
        },
        iter: 200);
}
