import { products, toEuros } from '@passerby/example-shop/products';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactElement } from 'react';
import { AddToCart } from '../../../components/add-to-cart.tsx';

interface Props {
  params: Promise<{ id: string }>;
}

export const generateStaticParams = (): { id: string }[] => products.map(({ id }) => ({ id: `${id}` }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: products.find((each) => `${each.id}` === id)?.name ?? null };
}

export default async function ProductPage({ params }: Props): Promise<ReactElement> {
  const { id } = await params;
  const at = products.findIndex((each) => `${each.id}` === id);
  const product = products[at];
  const next = products[at + 1];
  if (!product) notFound();
  return (
    <>
      <h1>
        {product.name}: {toEuros(product.price)}
      </h1>
      <AddToCart product={product} />
      <p>{next && <Link href={`/product/${next.id}`}>Next: {next.name}</Link>}</p>
    </>
  );
}
