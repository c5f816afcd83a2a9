namespace UdpLab;

/// <summary>The probability that chance alone makes two samples differ as much as they do. All p-values are two-sided.</summary>
internal static class SamplingNoise
{
    private const double LeastExpected = 5;
    private const long MostExact = 20_000;

    /// <summary>
    /// Two proportions. Pooled z-test, z = (x2/n2 - x1/n1) / sqrt(p(1-p)(1/n1 + 1/n2)) with p = (x1+x2)/(n1+n2) (NIST/SEMATECH
    /// e-Handbook of Statistical Methods, 7.3.3); below an expected count of five, Fisher's exact test (R. A. Fisher, 1935).
    /// </summary>
    public static double Shares(long x1, long n1, long x2, long n2)
    {
        double pooled = (double)(x1 + x2) / (n1 + n2);
        double least = Math.Min(n1, n2) * Math.Min(pooled, 1 - pooled);
        if (least < LeastExpected && x1 + x2 <= MostExact)
        {
            long all = x1 + x2, from = Math.Max(0, all - n2), to = Math.Min(all, n1);
            return TwoSided(from, to, x1, k => LogChoose(n1, k) + LogChoose(n2, all - k) - LogChoose(n1 + n2, all));
        }

        double deviation = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / n1) + (1.0 / n2)));
        return deviation == 0 ? 1 : Normal((((double)x2 / n2) - ((double)x1 / n1)) / deviation);
    }

    /// <summary>
    /// Two Poisson rates x/t. Given x1 + x2, x1 is binomial with t1/(t1+t2) if the rates are equal (Przyborowski and Wilenski,
    /// Biometrika 31, 1940); the normal approximation for large counts.
    /// </summary>
    public static double Rates(long x1, double t1, long x2, double t2)
    {
        long all = x1 + x2;
        double share = t1 / (t1 + t2);
        if (all <= MostExact)
        {
            return TwoSided(0, all, x1, k => LogChoose(all, k) + (k * Math.Log(share)) + ((all - k) * Math.Log(1 - share)));
        }

        return Normal((x1 - (all * share)) / Math.Sqrt(all * share * (1 - share)));
    }

    /// <summary>The p-value up to which tests are significant at a false discovery rate (Benjamini and Hochberg, J. R. Statist. Soc. B 57, 1995).</summary>
    public static double Threshold(IEnumerable<double> pValues, double rate)
    {
        double[] sorted = [.. pValues.Order()];
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            if (sorted[i] <= rate * (i + 1) / sorted.Length)
            {
                return sorted[i];
            }
        }

        return -1;
    }

    /// <summary>The probability of all outcomes at most as likely as the observed one.</summary>
    private static double TwoSided(long from, long to, long seen, Func<long, double> logProbability)
    {
        double limit = logProbability(seen) + 1e-7, sum = 0;
        for (long k = from; k <= to; k++)
        {
            double log = logProbability(k);
            sum += log <= limit ? Math.Exp(log) : 0;
        }

        return Math.Min(1, sum);
    }

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Stirling's series (Abramowitz and Stegun 6.1.41); exact sums for small numbers.</summary>
    private static double LogFactorial(long n)
    {
        if (n < 16)
        {
            double product = 1;
            for (long i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        double x = n + 1.0;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * Math.Pow(x, 5)));
    }

    /// <summary>Two tails of the normal distribution: erfc(|z|/sqrt 2) (W. J. Cody's form in Numerical Recipes, relative error under 1.2e-7).</summary>
    public static double Normal(double z)
    {
        double x = Math.Abs(z) / Math.Sqrt(2), t = 1 / (1 + (0.5 * x));
        ReadOnlySpan<double> terms = [0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223];
        double sum = 0;
        foreach (double term in terms)
        {
            sum = (sum * t) + term;
        }

        // Off by up to 1.2e-7, also above 1.
        return Math.Min(1, t * Math.Exp(-(x * x) + sum));
    }
}
